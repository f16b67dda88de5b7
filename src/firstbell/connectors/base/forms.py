"""Forms that connectors share: they read values; the actions judge them."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.connectors.base.models import LocationRule
from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place


class RuleForm(forms.Form):
    """One rule for units or locations."""

    field = forms.ChoiceField(choices=LocationRule.Field.choices, label="Looks at the")
    pattern = forms.CharField(
        max_length=300, help_text="Compared without case; * stands for any text, e.g. /Kiosk/* or *loaner*."
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label="School", empty_label="as the names in the list say",
        help_text="Counts only where neither unit nor location names a school.",
    )  # fmt: skip
    item_type = forms.ModelChoiceField(
        ItemType.objects.all(), required=False, label="Type", empty_label="not decided here"
    )
    place = forms.ModelChoiceField(
        Place.objects.none(), required=False, empty_label="not decided here", help_text="Only with its school."
    )
    priority = forms.IntegerField(min_value=1, max_value=9999, initial=50, help_text="Smaller numbers are asked first.")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", schools_for(actor, CorePermission.SETTINGS_EDIT))
        places = Place.objects.visible_to(actor).current().exclude(kind=Place.Kind.ROOM).select_related("organisation")
        _offer(self, "place", places)


class UnitForm(forms.Form):
    """Which school a unit belongs to, asked on the preview of an import."""

    unit = forms.CharField(max_length=300, widget=forms.HiddenInput)
    field = forms.ChoiceField(choices=LocationRule.Field.choices, required=False, widget=forms.HiddenInput)
    school = forms.ModelChoiceField(Organisation.objects.none(), empty_label="Choose a school")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "school", schools_for(actor, CorePermission.SETTINGS_EDIT))


class OptionsForm(forms.Form):
    """The choices of one run."""

    assign = forms.BooleanField(
        required=False, label="Make the assignments: lend each device that nobody has to its user"
    )
    school = forms.ModelChoiceField(
        Organisation.objects.none(), required=False, label="Devices for which nothing names a school",
        empty_label="are kept aside",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "school", schools_for(actor, CorePermission.IMPORT_RUN))


def _offer(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
