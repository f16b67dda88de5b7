"""The forms of an escalation: what the campus adds, what the district answers, and how both are set up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.helpdesk.forms.service_levels import HereForm
from firstbell.helpdesk.models import Escalation, EscalationReason
from firstbell.helpdesk.queries import workers_below
from firstbell.helpdesk.queries.evidence import ASKED, LABELS, LOOKED_UP, NEEDABLE
from firstbell.people.models import Account

_LONG = ("business_impact", "exact_words", "started", "tried")


class EscalateForm(forms.Form):
    """``given()`` is what ``draft_escalation`` takes."""

    reason = forms.ModelChoiceField(
        EscalationReason.objects.filter(is_active=True), label="Why the campus cannot end it"
    )
    deadline = forms.DateField(label="Needed by", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, known: Iterable[str] = (), **kwargs: Any) -> None:
        """``known``: keys the program has looked up; they are not asked for."""
        super().__init__(*args, **kwargs)
        self.asked = [key for key in ASKED if key not in LOOKED_UP or key not in set(known)]
        for key in self.asked:
            widget = forms.Textarea(attrs={"rows": 2}) if key in _LONG else forms.TextInput()
            self.fields[key] = forms.CharField(label=LABELS[key], required=False, max_length=4000, widget=widget)

    @staticmethod
    def initial_of(escalation: Escalation | None) -> dict[str, Any]:
        if escalation is None:
            return {}
        return {"reason": escalation.reason_id, "deadline": escalation.deadline, **escalation.given}

    def given(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.asked if self.cleaned_data[key]}


class AnswerForm(forms.Form):
    """The district's answer; which step it is says the button."""

    answer = forms.CharField(
        label="Your answer", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was done, why not, or a word about what is missing.",
    )  # fmt: skip
    missing = forms.MultipleChoiceField(
        label="What is missing", required=False, choices=[(key, LABELS[key]) for key in NEEDABLE], widget=forms.CheckboxSelectMultiple,
        help_text="Only to send it back. It is asked for from now on whenever this reason is chosen.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    label = forms.CharField(label="Reason", max_length=80)
    needs = forms.MultipleChoiceField(
        label="What the evidence must hold",
        required=False,
        choices=[(key, LABELS[key]) for key in NEEDABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label="Offered", required=False)
    source = forms.CharField(label="Who decided it, and where", max_length=200, required=False)


class RouteForm(HereForm):
    hours = forms.IntegerField(
        label="Working hours until it is sent again, then to the lead", min_value=1, max_value=200, initial=4
    )
    lead = forms.ModelChoiceField(
        Account.objects.none(), label="Lead of the other side", required=False, empty_label="Nobody"
    )
    outside_name = forms.CharField(
        label="Their system", max_length=80, required=False, help_text="Empty: the district works in here."
    )
    outside_address = forms.EmailField(
        label="Its address",
        required=False,
        help_text="Each escalation goes there as one mail with the evidence as PDF and JSON.",
    )
    source = forms.CharField(label="Who decided it, and where", max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        lead: Any = self.fields["lead"]
        workers = workers_below(actor.scope("helpdesk.catalogue.edit"))
        lead.queryset = Account.objects.filter(pk__in=[one.pk for one in workers]).select_related("person")
