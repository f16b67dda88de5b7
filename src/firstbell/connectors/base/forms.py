"""Forms that connectors share: they read values; the actions judge them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from firstbell.connectors.base.choices import places_for_rules
from firstbell.connectors.base.models import LocationRule
from firstbell.connectors.base.tables.fields import Layout
from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person
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
        _offer(self, "place", places_for_rules(actor))


class UnitForm(forms.Form):
    """Which school a unit belongs to, asked on the preview of an import."""

    unit = forms.CharField(max_length=300, widget=forms.HiddenInput)
    field = forms.ChoiceField(choices=LocationRule.Field.choices, required=False, widget=forms.HiddenInput)
    school = forms.ModelChoiceField(
        Organisation.objects.none(), empty_label="Choose a school", widget=forms.Select(attrs={"class": "input"})
    )

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


class SchoolForm(forms.Form):
    """The school of rows that name none."""

    school = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label="Rows that name no school are of",
        empty_label="are kept aside",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "school", schools_for(actor, CorePermission.IMPORT_RUN))


class PeopleForm(SchoolForm):
    """What to do with people who are not here yet."""

    add_people = forms.BooleanField(required=False, label="Bring in who is not here yet, as provisional people")
    kind = forms.ChoiceField(
        required=False,
        label="People of whom the table does not say it are",
        choices=[("", "kept aside"), *Person.Kind.choices],
    )
    field_order = ("add_people", "kind", "school")


class TicketsForm(SchoolForm):
    """What becomes of tickets that are still open there; where it is not known, whose tickets they are."""

    open_tickets = forms.ChoiceField(
        required=False,
        label="Tickets that are still open there",
        choices=[
            ("", "are left out for now"),
            ("open", "are open here, with clocks from now on"),
            ("closed", "are closed here, as history"),
        ],
    )
    system = forms.CharField(
        required=False, max_length=60, label="The help desk they are from",
        help_text="As people call it, e.g. Spiceworks. Their old numbers are found under it.",
    )  # fmt: skip
    field_order = ("open_tickets", "system", "school")

    def __init__(self, *args: Any, names_system: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].label = "Tickets that name no school, of people not known here, are of"
        if not names_system:
            del self.fields["system"]


class ColumnsForm(forms.Form):
    """What each column of a table is; ``columns`` are (name, samples, chosen) in the order of the table."""

    has_header = forms.BooleanField(required=False, label="The first row has the names of the columns")
    day_first = forms.BooleanField(required=False, label="In dates such as 3/4/2026 the day comes first")

    def __init__(
        self, *args: Any, layout: Layout, columns: Sequence[tuple[str, list[str], str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = layout.choices()
        for number, (name, _, chosen) in enumerate(columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                choices=choices,
                initial=chosen,
                label=name or f"Column {number + 1}",
                widget=forms.Select(attrs={"class": "input"}),
            )
        self.samples = [samples for _, samples, _ in columns]

    @property
    def chosen(self) -> list[str]:
        """What was chosen for each column; needs a valid form."""
        return [self.cleaned_data[f"column_{number}"] for number in range(len(self.samples))]

    def rows(self) -> list[tuple[forms.BoundField, list[str]]]:
        return [(self[f"column_{number}"], samples) for number, samples in enumerate(self.samples)]


def _offer(form: forms.Form, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = queryset
