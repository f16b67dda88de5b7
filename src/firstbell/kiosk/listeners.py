"""What the kiosk hears: somebody was forgotten, so their PIN goes."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.kiosk.models import Pin
from firstbell.people.events import PersonForgotten


@listens(PersonForgotten)
def drop_pin(event: PersonForgotten, _by: Actor) -> None:
    Pin.objects.filter(person_id=event.subject.id).delete()
