"""The form of one step: its fields are what the lifecycle's table requires."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.helpdesk.lifecycle import Required, Transition, Who, roles_towards
from firstbell.helpdesk.models import Resolution, Symptom, Ticket
from firstbell.helpdesk.queries import possible_assignees, ticket_number
from firstbell.rooms.models import Place


class StateForm(forms.Form):
    """Built from a :class:`Transition`; ``cleaned_data`` is what ``change_state`` takes as ``details``."""

    #: The button's text where it is not the step's own: in plain words, in the requester's language.
    said: str = ""

    def __init__(self, *args: Any, step: Transition, ticket: Ticket, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", step.to)
        super().__init__(*args, **kwargs)
        self.step, self.ticket, self.actor = step, ticket, actor
        for required in step.required:
            self.fields[required.name] = self._field(required)
        if any(one.name == "text" for one in step.required) and Who.WORKER in roles_towards(ticket, actor):
            self.fields["minutes"] = forms.IntegerField(
                label="Minutes spent", required=False, min_value=0, max_value=1440
            )

    def _field(self, required: Required) -> forms.Field:
        builders: dict[str, Callable[[], forms.Field]] = {
            "date": self._date_field,
            "symptom": self._symptom_field,
            "account": self._account_field,
            "text": lambda: forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), max_length=5000),
            "place": lambda: forms.CharField(max_length=120, help_text="Room number or label."),
            "ticket": lambda: forms.CharField(max_length=30),
            "impact": lambda: forms.ChoiceField(choices=Ticket.Impact.choices, initial=self.ticket.impact),
            "urgency": lambda: forms.ChoiceField(choices=Ticket.Urgency.choices, initial=self.ticket.urgency),
            "resolution": lambda: forms.ChoiceField(choices=[("", "Choose…"), *Resolution.choices]),
        }
        field = builders[required.kind]()
        field.label = required.label
        if required.help:
            field.help_text = required.help
        if required.kind == "place" and self.ticket.place is not None:
            field.initial = self.ticket.place.code
        return field

    def _date_field(self) -> forms.Field:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date", "min": timezone.localdate().isoformat()}))

    def _symptom_field(self) -> forms.Field:
        return forms.ModelChoiceField(Symptom.objects.filter(is_active=True), initial=self.ticket.symptom_id)

    def _account_field(self) -> forms.Field:
        choices = [(str(one.pk), one.display_name) for one in possible_assignees(self.ticket.organisation)]
        return forms.ChoiceField(choices=choices, initial=self.ticket.assignee_id or self.actor.account_id)

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
