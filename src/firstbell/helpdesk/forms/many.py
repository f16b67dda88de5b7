"""Forms for many tickets at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Resolution, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import workers_below
from firstbell.people.models import Account

NOBODY = "nobody"
STEPS = (
    TicketState.RESOLVED, TicketState.CLOSED, TicketState.CANCELLED, TicketState.SPAM, TicketState.WAITING_REQUESTER,
    TicketState.WAITING_PART, TicketState.WAITING_VENDOR, TicketState.WAITING_DISTRICT,
)  # fmt: skip
"""States that many tickets can reach together; the others ask for something of each ticket's own."""


class AssignManyForm(forms.Form):
    """``assignee`` is an account, or None for nobody."""

    assignee = forms.ChoiceField(label="Who works on them")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(one.pk): one for one in workers_below(actor.scope(HelpdeskPermission.TICKET_WORK))}
        field = self.fields["assignee"]
        assert isinstance(field, forms.ChoiceField)
        names = [(key, one.display_name) for key, one in self.workers.items()]
        field.choices = [("", "Choose…"), *names, (NOBODY, "Nobody")]

    def clean_assignee(self) -> Account | None:
        return self.workers.get(self.cleaned_data["assignee"])


class StepManyForm(forms.Form):
    """One step of the lifecycle for all, with what any of the steps asks."""

    to = forms.ChoiceField(label="New state", choices=[("", "Choose…"), *((one.value, one.label) for one in STEPS)])
    text = forms.CharField(
        required=False,
        max_length=5000,
        label="Reason, or what was done",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For resolving, cancelling and waiting. Requesters read what you say to them.",
    )
    resolution = forms.ChoiceField(
        required=False, choices=[("", "–"), *Resolution.choices], label="What ended it", help_text="For resolving."
    )
    wake_on = forms.DateField(
        required=False,
        label="Ask again on",
        help_text="For waiting.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_wake_on(self) -> Any:
        day = self.cleaned_data["wake_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError("Choose today or a later day.")
        return day
