"""The forms of a service level and of how clocks count."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation
from firstbell.people.queries.persons import schools_for


class HereForm(forms.Form):
    """A form about one of the schools whose catalogue the actor edits."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Where", help_text="There and below, where nothing nearer says otherwise."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = schools_for(actor, HelpdeskPermission.CATALOGUE_EDIT).order_by("name")


class LevelForm(HereForm):
    impact = forms.ChoiceField(label="Who is hit", choices=Ticket.Impact.choices)
    urgency = forms.ChoiceField(label="How bad", choices=Ticket.Urgency.choices)
    priority = forms.IntegerField(label="Priority", min_value=1, max_value=4, help_text="1 is the most pressing.")
    answer_minutes = forms.IntegerField(label="First answer within", min_value=1, help_text="Minutes of working time.")
    resolve_minutes = forms.IntegerField(label="Resolved within", min_value=1, help_text="Minutes of working time.")
    lesson_within = forms.IntegerField(
        label="A lesson counts when it begins within", min_value=0, max_value=1440,
        help_text="Minutes. Then the ticket hurts from that lesson on, and is one step more pressing. 0: lessons do not count.",
    )  # fmt: skip
    source = forms.CharField(label="Who decided it, and where", max_length=200, required=False)


class ClockRuleForm(HereForm):
    warn_percent = forms.IntegerField(
        label="Warn when so much of the time is used", min_value=1, max_value=99, help_text="Per cent."
    )
    day_starts = forms.TimeField(label="A day without bells begins", widget=forms.TimeInput(attrs={"type": "time"}))
    day_ends = forms.TimeField(label="and ends", widget=forms.TimeInput(attrs={"type": "time"}))
    source = forms.CharField(label="Who decided it, and where", max_length=200, required=False)
