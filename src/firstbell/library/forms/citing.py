"""The form of a source: all fields are there whatever the kind, those that a kind does not use are carried along."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.library.citations import Kind, Role, Source
from firstbell.library.citations.reading import TEXTS, as_data

PEOPLE = tuple(f"{role}s" for role in Role)
DATES = ("year", "month", "day", "part", "until", "original_year")
_DAY = ("year", "month", "day")
_WEB = ("url", "accessed")

#: Fields of a kind, in the order they are asked for.
SHOWN: dict[Kind, tuple[str, ...]] = {
    Kind.BOOK: ("title", "authors", "editors", "translators", "publisher", "place", "year", "edition", "volume", "container", "original_year"),
    Kind.EBOOK: ("title", "authors", "editors", "translators", "publisher", "place", "year", "edition", "medium", "doi", "url"),
    Kind.EDITED_BOOK: ("title", "editors", "publisher", "place", "year", "edition", "volume", "container", "doi", "url"),
    Kind.CHAPTER: ("title", "authors", "container", "editors", "translators", "pages", "publisher", "place", "year", "edition", "volume", "doi", "url"),
    Kind.JOURNAL: ("title", "authors", "container", "volume", "number", "pages", "year", "month", "part", "doi", "database", *_WEB),
    Kind.MAGAZINE: ("title", "authors", "container", *_DAY, "volume", "number", "pages", "database", *_WEB),
    Kind.NEWSPAPER: ("title", "authors", "container", *_DAY, "pages", "database", *_WEB),
    Kind.WEB_PAGE: ("title", "authors", "container", "publisher", *_DAY, *_WEB),
    Kind.VIDEO: ("title", "uploaders", "container", *_DAY, *_WEB),
    Kind.FILM: ("title", "directors", "publisher", "place", "year", "database", "url"),
    Kind.PODCAST: ("title", "hosts", "container", "season", "number", "publisher", *_DAY, "url"),
    Kind.INTERVIEW: ("title", "authors", "interviewers", "container", "publisher", *_DAY, "url"),
    Kind.ENCYCLOPEDIA: ("title", "authors", "container", "editors", "edition", "volume", "pages", "publisher", "place", *_DAY, *_WEB),
    Kind.ARTWORK: ("title", "authors", "medium", "location", "year", "until", "url"),
    Kind.AI_CHAT: ("title", "container", "version", "publisher", *_DAY, "url"),
}  # fmt: skip


class SourceForm(forms.Form):
    """Labels and choices come from the page, in its language. What values must be is said by ``read_source``."""

    kind = forms.ChoiceField(choices=[(one.value, one.value) for one in Kind])
    locator = forms.CharField(required=False, max_length=40)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = SHOWN[kind]
        for name, longest in TEXTS.items():
            self.fields[name] = forms.CharField(required=False, max_length=longest)
        for name in PEOPLE:
            area = forms.Textarea(attrs={"rows": 2, "autocomplete": "off"})
            self.fields[name] = forms.CharField(required=False, max_length=6000, widget=area)
        for name in DATES:
            self.fields[name] = forms.CharField(
                required=False, max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
        self.fields["accessed"] = forms.CharField(
            required=False, max_length=12, widget=forms.TextInput(attrs={"type": "date"})
        )
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("autocomplete", "off")
            if name not in self.shown and name not in ("kind", "locator"):
                field.widget = forms.HiddenInput()

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shown]

    @property
    def carried(self) -> list[forms.BoundField]:
        """What was typed for another kind."""
        return [self[name] for name in self.fields if self[name].is_hidden and self[name].value()]

    def data_of(self) -> dict[str, Any]:
        """As ``read_source`` takes it."""
        found: dict[str, Any] = dict(self.cleaned_data)
        found["people"] = {str(role): found.pop(f"{role}s", "") for role in Role}
        return found

    @staticmethod
    def initial_of(source: Source) -> dict[str, Any]:
        data = as_data(source)
        people = data.pop("people", {})
        return data | {f"{role}s": "\n".join(names) for role, names in people.items()}
