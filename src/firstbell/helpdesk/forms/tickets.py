"""Forms to open a ticket, to speak on it and to filter the queue."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.core.actor import Actor
from firstbell.core.scan import resolve
from firstbell.core.search import matching_ids, words
from firstbell.helpdesk.forms.narrowing import NarrowingForm
from firstbell.helpdesk.models import Symptom, Ticket, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person
from firstbell.people.permissions import PeoplePermission
from firstbell.rooms.models import Place

_NAMES_SHOWN = 5


class _ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFiles(forms.FileField):
    """Several uploads, as a list; https://docs.djangoproject.com/en/5.2/topics/http/file-uploads/ shows the way."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_ManyFiles(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(MultipleFiles, self).clean(one, initial) for one in chosen if one]


class TextForm(forms.Form):
    """One text, a reply or a note, with the minutes it took and the colleague to tell (a key, or empty)."""

    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000)
    minutes = forms.IntegerField(label="Minutes spent", required=False, min_value=0, max_value=1440)
    mention = forms.IntegerField(required=False)


class TicketFilterForm(NarrowingForm):
    """The queue's filters; open tickets unless asked otherwise."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Open"), ("all", "All"), ("done", "Resolved and closed"), *TicketState.choices],
    )
    school = forms.ModelChoiceField(
        Organisation.objects.none(), label="School", required=False, empty_label="Every school"
    )
    assignee = forms.ChoiceField(
        label="Assignee", required=False, choices=[("", "Anybody"), ("me", "Mine"), ("none", "Nobody yet")]
    )
    symptom = forms.ModelChoiceField(Symptom.objects.all(), label="Symptom", required=False, empty_label="Any")
    age = forms.ChoiceField(
        label="Age",
        required=False,
        choices=[("", "Any"), ("1", "Older than a day"), ("3", "Older than 3 days"), ("7", "Older than a week")],
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = self.fields["school"]
        assert isinstance(schools, forms.ModelChoiceField)
        schools.queryset = Organisation.objects.visible_to(actor).schools()
        self.offer_places(actor)


class OpenTicketForm(forms.Form):
    """A new ticket: for oneself, or (with the right to) on somebody's behalf.

    ``requester``, ``item`` and ``place`` take what a scanner reads or a person types; cleaned,
    they are the object itself or None.
    """

    requester = forms.CharField(
        label="For whom", required=False, max_length=200, help_text="Scan the badge, or type a number or name."
    )
    walk_in = forms.CharField(
        label="Or somebody unknown", required=False, max_length=200, help_text="E.g. “substitute in room 12”."
    )
    title = forms.CharField(label="What is wrong, in a few words", max_length=200)
    symptom = forms.ModelChoiceField(
        Symptom.objects.filter(is_active=True), label="Kind of problem", required=False, empty_label="Not sure"
    )
    item = forms.CharField(
        label="Device", required=False, max_length=120, help_text="Scan or type the tag or serial number."
    )
    place = forms.CharField(label="Where", required=False, max_length=120, help_text="Room number or its label's code.")
    urgency = forms.ChoiceField(
        label="How bad is it", choices=Ticket.Urgency.choices, initial=Ticket.Urgency.SLOWED, required=False
    )
    impact = forms.ChoiceField(
        label="Who is hit", choices=Ticket.Impact.choices, initial=Ticket.Impact.ONE, required=False
    )
    description = forms.CharField(
        label="Tell more", required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    photos = MultipleFiles(label="Photos or documents", required=False, help_text="No faces, no private screens.")
    is_private = forms.BooleanField(
        label="Private: a student's safety or health is part of it",
        required=False,
        help_text="Only people with the right to private tickets, and the requester, will see it.",
    )

    def __init__(self, *args: Any, actor: Actor, own_items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.for_others = actor.can(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS)
        if not self.for_others:
            for name in ("requester", "walk_in", "is_private", "impact"):
                del self.fields[name]
            self.fields["item"] = forms.ChoiceField(
                label="Which of your devices",
                required=False,
                choices=[
                    ("", "None of them"),
                    *((str(one.pk), f"{one.product.name} {one.label}") for one in own_items),
                ],
            )
        self.own_items = {str(item.pk): item for item in own_items}

    def clean_requester(self) -> Person | None:
        text = self.cleaned_data["requester"].strip()
        if not text:
            return None
        matches = [match.object for match in resolve(text, self.actor, kinds=[Person.KIND_REF])]
        return matches[0] if len(matches) == 1 else self._person_named(text)

    def _person_named(self, text: str) -> Person:
        scope = self.actor.scope(PeoplePermission.PERSON_VIEW)
        asked = words(text)
        ids = matching_ids(Person.KIND_REF, asked, scope, limit=_NAMES_SHOWN + 1) if asked else []
        found = list(Person.objects.visible_to(self.actor).filter(pk__in=ids).select_related("organisation"))
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"Nobody here is found by “{text}”. Check the spelling, or scan the badge.")
        names = ", ".join(f"{one.name} ({one.identifier or one.organisation.short})" for one in found[:_NAMES_SHOWN])
        raise forms.ValidationError(f"“{text}” fits several people: {names}. Type the number of the one you mean.")

    def clean_item(self) -> Item | None:
        text = self.cleaned_data["item"].strip()
        if not text:
            return None
        if not self.for_others:
            return self.own_items.get(text)
        matches = resolve(text, self.actor, kinds=[Item.KIND_REF])
        if not matches:
            raise forms.ValidationError(f"No device is known by “{text}”. Check the label, or leave this empty.")
        item: Item = matches[0].object
        return item

    def clean_place(self) -> Place | None:
        text = self.cleaned_data["place"].strip()
        if not text:
            return None
        matches = resolve(text, self.actor, kinds=[Place.KIND_REF])
        if matches:
            place: Place = matches[0].object
            return place
        rooms = Place.objects.visible_to(self.actor).current().filter(number__iexact=text)[:2]
        if len(rooms) == 1:
            return rooms[0]
        raise forms.ValidationError(f"No single room is known by “{text}”. Scan its label, or leave this empty.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.for_others and cleaned.get("requester") and cleaned.get("walk_in"):
            self.add_error("walk_in", "Name either a person or somebody unknown, not both.")
        return cleaned
