"""What trouble is in the way of: the lesson that runs or comes next."""

from __future__ import annotations

import datetime as dt

from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import Lesson, lessons_in, lessons_of, next_lesson, zone_of

#: A lesson so near counts as hit already.
SOON = dt.timedelta(minutes=60)


def coming_lesson(person: Person, place: Place | None, now: dt.datetime) -> Lesson | None:
    """The lesson this trouble is in the way of: in that room, or of that teacher."""
    if place is not None:
        here = now.astimezone(zone_of(place.organisation))
        return next_lesson(lessons_in(place, here.date()), now)
    if person.kind != Person.Kind.STAFF:
        return None
    here = now.astimezone(zone_of(person.organisation))
    return next_lesson(lessons_of(person, person.organisation, here.date()), now)


def urgency_of(lesson: Lesson | None, now: dt.datetime, *, is_urgent: bool = False) -> Ticket.Urgency:
    """A lesson that runs or begins within the hour cannot be taught; one later today is slowed."""
    if is_urgent or (lesson is not None and lesson.starts_at - now <= SOON):
        return Ticket.Urgency.CANNOT_TEACH
    return Ticket.Urgency.SLOWED
