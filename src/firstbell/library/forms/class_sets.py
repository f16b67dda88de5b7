"""The form by which a teacher asks for a class set."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.library.models import ClassSet, sections_of
from firstbell.people.models import Section


class ClassSetForm(forms.Form):
    section = forms.ModelChoiceField(Section.objects.none(), label="For which class", empty_label=None)
    count = forms.IntegerField(min_value=1, max_value=ClassSet.MOST, label="How many copies")
    first_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label="Until", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(max_length=300, required=False, label="What the library should know")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        assert isinstance(field, forms.ModelChoiceField)
        mine = sections_of(actor).values("pk")
        field.queryset = (
            Section.objects.filter(pk__in=mine, closed_at=None).select_related("organisation").order_by("title", "pk")
        )


class ClassSetFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Open"), *ClassSet.State.choices, ("all", "All")]
    )
