"""The forms of a pathfinder and of its parts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.forms import RowsField
from firstbell.library.models import STYLES, Pathfinder, PathfinderPart, ResearchDatabase, sections_of
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation, Section

#: Offered as the next review: a school year on.
NEXT_REVIEW = dt.timedelta(days=300)


def next_review() -> dt.date:
    return timezone.localdate() + NEXT_REVIEW


class PathfinderForm(forms.Form):
    title = forms.CharField(max_length=160, help_text="The topic, as students would say it: “Volcanoes”.")
    summary = forms.CharField(max_length=300, required=False, label="In one sentence")
    keywords = forms.CharField(
        max_length=300,
        required=False,
        help_text="Further words students search for, with commas: lava, magma, eruption.",
    )
    language = forms.ChoiceField(choices=Pathfinder.Language.choices)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    reach = forms.ChoiceField(
        label="Who may read it", choices=Pathfinder.Reach.choices, initial=Pathfinder.Reach.SCHOOL
    )
    sections = RowsField(
        Section.objects.none(), required=False, label="For these classes", widget=forms.CheckboxSelectMultiple,
        help_text="It stands first on their page.",
    )  # fmt: skip
    style = forms.ChoiceField(required=False, label="How to cite for it", choices=[("", "Not said"), *STYLES])
    review_on = forms.DateField(
        required=False, label="Look at it again on", widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Needed before it is published.",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, pathfinder: Pathfinder | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = actor.scope(May.PATHFINDER_WRITE)
        places = Organisation.objects.filter(scope.q("path"), closed_at=None)
        classes = Section.objects.filter(pk__in=sections_of(actor).values("pk"), closed_at=None)
        if pathfinder is not None:
            chosen = pathfinder.classes.values("section_id")
            classes = Section.objects.filter(Q(pk__in=classes.values("pk")) | Q(pk__in=chosen))
        for name, rows in (("organisation", places.order_by("path")), ("sections", classes.order_by("title", "pk"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sections"}

    @staticmethod
    def initial_of(pathfinder: Pathfinder) -> dict[str, Any]:
        same = ("title", "summary", "keywords", "language", "reach", "style", "review_on")
        found: dict[str, Any] = {name: getattr(pathfinder, name) for name in same}
        sections = list(pathfinder.classes.values_list("section_id", flat=True))
        return found | {"organisation": pathfinder.organisation_id, "sections": sections}


class PartForm(forms.Form):
    """What a part of its kind asks for."""

    heading = forms.CharField(max_length=160, required=False)
    url = forms.CharField(max_length=1000, label="Web address", required=False)
    query = forms.CharField(max_length=200, label="Words to search for", required=False)
    database = forms.ModelChoiceField(ResearchDatabase.objects.none(), required=False, empty_label=None)
    note = forms.CharField(
        max_length=20_000, required=False, label="Why it is worth it", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Markdown: **strong**, - list, [words](address).",
    )  # fmt: skip

    _ASKED = {
        "text": ("heading", "note"), "title": ("note",), "database": ("database", "note"), "link": ("url", "heading", "note"),
        "search": ("query", "heading", "note"),
    }  # fmt: skip

    def __init__(self, *args: Any, kind: str, actor: Actor, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self._ASKED.get(kind, ())
        for name in [one for one in self.fields if one not in asked]:
            del self.fields[name]
        if not is_new:
            self.fields.pop("database", None)
        for name, rows in (("database", ResearchDatabase.objects.visible_to(actor).filter(is_offered=True)),):
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        if kind == "text":
            self.fields["note"].label = "Text"
            self.fields["note"].widget.attrs["rows"] = 6
        if kind == "link":
            self.fields["heading"].label = "What it is called"

    @staticmethod
    def initial_of(part: PathfinderPart) -> dict[str, Any]:
        return {name: getattr(part, name) for name in ("heading", "note", "url", "query")}


class ReviewForm(forms.Form):
    review_on = forms.DateField()


class PathfinderFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "In use"), ("due", "Due for review"), *Pathfinder.State.choices, ("all", "All")],
    )
    mine = forms.BooleanField(label="Mine only", required=False)
