"""Which part of the shelves is read, and the number that has to be typed before anything is set missing."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.library.forms.copies import ShelfField
from firstbell.library.models import ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


class ShelfCheckForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="School", empty_label=None)
    shelving_place = ShelfField(
        ShelvingPlace.objects.none(), label="Shelving place", required=False, empty_label="All of them"
    )
    first = forms.CharField(
        label="From call number", required=False, max_length=100, help_text="Left empty: from the first."
    )
    last = forms.CharField(
        label="To call number", required=False, max_length=100, help_text="“FIC B” takes all that begins so."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = schools_for(actor, May.COPY_EDIT).filter(kind=Organisation.Kind.SCHOOL).order_by("name")
        school, place = self.fields["organisation"], self.fields["shelving_place"]
        assert isinstance(school, forms.ModelChoiceField)
        assert isinstance(place, forms.ModelChoiceField)
        school.queryset = schools
        place.queryset = ShelvingPlace.objects.filter(organisation__in=schools).select_related("organisation")


class UnseenForm(forms.Form):
    count = forms.IntegerField(label="How many copies are missing", min_value=0, max_value=1_000_000)
