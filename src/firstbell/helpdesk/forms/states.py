"""The form of one step: its fields are what the lifecycle's table requires."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.helpdesk.lifecycle import Required, Transition
from firstbell.helpdesk.models import Resolution, Symptom, Ticket
from firstbell.helpdesk.queries import possible_assignees, ticket_number
from firstbell.rooms.models import Place


class StateForm(forms.Form):
    """Built from a :class:`Transition`; ``cleaned_data`` is what ``change_state`` takes as ``details``."""

    def __init__(self, *args: Any, step: Transition, ticket: Ticket, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", step.to)
        super().__init__(*args, **kwargs)
        self.step, self.ticket, self.actor = step, ticket, actor
        for required in step.required:
            self.fields[required.name] = self._field(required)

    def _field(self, required: Required) -> forms.Field:
        label, help_text = required.label, required.help
        match required.kind:
            case "date":
                widget = forms.DateInput(attrs={"type": "date", "min": timezone.localdate().isoformat()})
                return forms.DateField(label=label, help_text=help_text, widget=widget)
            case "symptom":
                return forms.ModelChoiceField(
                    Symptom.objects.filter(is_active=True), label=label, initial=self.ticket.symptom_id
                )
            case "place":
                initial = self.ticket.place.code if self.ticket.place is not None else ""
                return forms.CharField(label=label, help_text="Room number or label.", initial=initial, max_length=120)
            case "impact":
                return forms.ChoiceField(label=label, choices=Ticket.Impact.choices, initial=self.ticket.impact)
            case "urgency":
                return forms.ChoiceField(label=label, choices=Ticket.Urgency.choices, initial=self.ticket.urgency)
            case "resolution":
                return forms.ChoiceField(label=label, choices=[("", "Choose…"), *Resolution.choices])
            case "account":
                choices = [(str(one.pk), one.display_name) for one in possible_assignees(self.ticket.organisation)]
                initial = self.ticket.assignee_id or self.actor.account_id
                return forms.ChoiceField(label=label, choices=choices, initial=initial)
            case "ticket":
                return forms.CharField(label=label, help_text=help_text, max_length=30)
            case "text":
                widget_text = forms.Textarea(attrs={"rows": 2})
                return forms.CharField(label=label, help_text=help_text, widget=widget_text, max_length=5000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, convert in (("place", self._place), ("duplicate_of", self._ticket), ("assignee", self._account)):
            if cleaned.get(name):
                try:
                    cleaned[name] = convert(str(cleaned[name]))
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def _place(self, text: str) -> Place:
        matches = resolve(text, self.actor, kinds=[Place.KIND_REF])
        if matches:
            found: Place = matches[0].object
            return found
        rooms = list(Place.objects.visible_to(self.actor).current().filter(number__iexact=text)[:2])
        if len(rooms) != 1:
            raise forms.ValidationError(f"No single room is known by “{text}”. Scan its label.")
        return rooms[0]

    def _ticket(self, text: str) -> Ticket:
        number = ticket_number(text)
        other = Ticket.objects.visible_to(self.actor).filter(pk=number).first() if number is not None else None
        if other is None:
            raise forms.ValidationError(f"There is no ticket “{text}”. Write it as T-123.")
        return other

    def _account(self, text: str) -> Any:
        found = next((one for one in possible_assignees(self.ticket.organisation) if str(one.pk) == text), None)
        if found is None:
            raise forms.ValidationError("That person does not work on tickets here.")
        return found
