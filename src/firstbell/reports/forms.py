"""What a report is asked for by, and the numbers reports go by."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from firstbell.core.actor import Actor
from firstbell.people.models import Organisation
from firstbell.reports.models import ReportRule
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries import places_of
from firstbell.reports.queries.periods import KEYS


class ReportForm(forms.Form):
    """Period, place, and for those who see all numbers whether small groups are hidden. ``from`` and ``to``: own dates."""

    period = forms.ChoiceField(label="Period", choices=list(KEYS.items()), required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="School", required=False, empty_label="All of yours"
    )
    small = forms.ChoiceField(
        label="Small groups", required=False, choices=[("", "As they are"), ("hide", "Hidden, to hand on")]
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = self.fields["organisation"]
        assert isinstance(places, forms.ModelChoiceField)
        places.queryset = places_of(actor)
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
            )
        self.order_fields(["period", "from", "to", "organisation", "small"])
        if self.is_bound and not self.data.get("period"):
            # Nothing was chosen: what is shown then is also what the choice says.
            chosen = {name: value for name, value in self.data.items() if name != "period"}
            has_dates = self.data.get("from") or self.data.get("to")
            self.data = {**chosen, "period": "own" if has_dates else "month"}


class RuleForm(forms.ModelForm[ReportRule]):
    class Meta:
        model = ReportRule
        fields: ClassVar[list[str]] = ["smallest_group", "repeat_days", "source"]
        labels: ClassVar[dict[str, str]] = {
            "smallest_group": "Smallest group that is shown",
            "repeat_days": "Somebody comes again within",
            "source": "Who says so",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "smallest_group": "Smaller ones are “fewer than” this to all who do not work on the tickets, and on paper.",
            "repeat_days": "Days in which the same person with the same symptom counts as coming again.",
            "source": "E.g. “Data rules of the State, 2026”. Today is kept as the day it was checked.",
        }


class NewRuleForm(RuleForm):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="For", empty_label="Choose…")
    field_order = ("organisation",)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        taken = ReportRule.objects.exclude(organisation=None).values("organisation_id")
        own = Organisation.objects.filter(actor.scope(ReportsPermission.RULE_EDIT).q("path"), closed_at=None)
        field.queryset = own.exclude(pk__in=taken).order_by("path")
