"""Forms about titles."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.library.content import language_name, languages
from firstbell.library.models import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


class TitleFilterForm(forms.Form):
    format = forms.ChoiceField(required=False, choices=[("", "Any format"), *Title.Format.choices])
    state = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All titles"),
            ("temporary", "To be finished"),
            ("hidden", "Hidden"),
            ("remarks", "With remarks of the check"),
            ("salvaged", "Salvaged records"),
            ("no_copies", "Without copies"),
            ("no_record", "Without a record"),
        ],
    )
    school = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, empty_label="Any school", label="Has copies at"
    )
    language = forms.ChoiceField(
        required=False,
        choices=lambda: [
            ("", "Any language"),
            *sorted(((code, language_name(code)) for code in languages()), key=lambda one: one[1]),
        ],
    )
    year_from = forms.IntegerField(required=False, min_value=0, max_value=9999, label="Published from")
    year_to = forms.IntegerField(required=False, min_value=0, max_value=9999, label="Published until")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school = self.fields["school"]
        assert isinstance(school, forms.ModelChoiceField)
        school.queryset = schools_for(actor, May.CATALOGUE_WORK).order_by("name")


class ReasonForm(forms.Form):
    """A button that needs no answers but its CSRF token."""
