"""The form of a book list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.forms import RowsField
from firstbell.library.models import BookList, sections_of
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation, Section


class BookListForm(forms.Form):
    name = forms.CharField(max_length=160, help_text="As readers would say it: “Funny books”, “If you liked Hatchet”.")
    summary = forms.CharField(max_length=300, required=False, label="In one sentence")
    keywords = forms.CharField(
        max_length=300, required=False, help_text="Further words by which a search finds it, with commas."
    )
    language = forms.ChoiceField(choices=BookList.Language.choices)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    reach = forms.ChoiceField(label="Who may read it", choices=BookList.Reach.choices, initial=BookList.Reach.EVERYBODY)
    sections = RowsField(
        Section.objects.none(), required=False, label="For these classes", widget=forms.CheckboxSelectMultiple
    )
    is_pick = forms.BooleanField(
        required=False, label="On the catalogue's first page", help_text="Its covers stand there for everybody who may read it."
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, kept: BookList | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Organisation.objects.filter(actor.scope(May.PATHFINDER_WRITE).q("path"), closed_at=None)
        if kept is not None:
            places = Organisation.objects.filter(Q(pk__in=places.values("pk")) | Q(pk=kept.organisation_id))
        classes = Section.objects.filter(pk__in=sections_of(actor).values("pk"), closed_at=None)
        if kept is not None:
            chosen = kept.classes.values("section_id")
            classes = Section.objects.filter(Q(pk__in=classes.values("pk")) | Q(pk__in=chosen))
        for name, rows in (("organisation", places.order_by("path")), ("sections", classes.order_by("title", "pk"))):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if not actor.can(May.PATHFINDER_EDIT):
            del self.fields["is_pick"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "sections"}

    @staticmethod
    def initial_of(kept: BookList) -> dict[str, Any]:
        same = ("name", "summary", "keywords", "language", "reach", "is_pick")
        found: dict[str, Any] = {name: getattr(kept, name) for name in same}
        return found | {
            "organisation": kept.organisation_id,
            "sections": list(kept.classes.values_list("section_id", flat=True)),
        }


class BookListFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("shown", "Shown to readers"), ("not", "Not shown")]
    )
    mine = forms.BooleanField(label="Mine only", required=False)
