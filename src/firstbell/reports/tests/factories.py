"""A fortnight of help desk with known numbers, at the cast's school, in March 2026. Nothing random."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from firstbell.guides.models import Card, Walk
from firstbell.guides.tests.factories import make_card
from firstbell.helpdesk.models import Symptom, Ticket, TicketClock, TicketEntry, TicketItem, TicketRating, TicketState
from firstbell.helpdesk.tests.factories import symptom
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_device, make_model
from firstbell.people.models import Organisation, Person
from firstbell.people.tests.factories import Cast, make_person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of
from firstbell.rooms.tests.factories import make_place

FIRST, LAST = dt.date(2026, 3, 9), dt.date(2026, 3, 13)
"""Monday to Friday; the period before is the same days of the week before, as own dates of five days end on the Sunday."""
OWN = {"period": "own", "from": FIRST.isoformat(), "to": LAST.isoformat()}
SECRET = "Seen crying in the restroom"


@dataclass(frozen=True)
class Week:
    """What the tests point at."""

    students: list[Person]
    room: Place
    device: Item
    private: Ticket


def moment(cast: Cast, day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=zone_of(cast.school))


def known_symptom(code: str) -> Symptom:
    """Looked up alone: making sure of all of them costs more than the rest of a ticket."""
    return Symptom.objects.filter(code=code).first() or symptom(code)


def make_past(
    cast: Cast,
    requester: Person | None,
    at: dt.datetime,
    *,
    minutes: int | None = None,
    school: Organisation | None = None,
    **values: Any,
) -> Ticket:
    """A ticket of that moment; ``minutes`` later it was resolved. Both clocks say the same."""
    ended = at + dt.timedelta(minutes=minutes) if minutes is not None else None
    given = {"title": "Screen is dark", "origin": Ticket.Origin.PORTAL, **values}
    if "symptom" not in given:
        given["symptom"] = known_symptom("screen")
    ticket = Ticket.objects.create(
        organisation=school or cast.school, requester=requester, opened_by="the tests", opened_at=at, state_since=at,
        resolved_at=ended, state=TicketState.RESOLVED if ended else TicketState.IN_PROGRESS, **given,
    )  # fmt: skip
    for kind in TicketClock.Kind:
        allowed = 3600 if kind == TicketClock.Kind.ANSWER else 4 * 3600
        spent = (minutes or 0) * 60
        late = ended if ended is not None and spent > allowed else None
        TicketClock.objects.create(
            ticket=ticket, kind=kind, allowed=allowed, spent=spent, started_at=at, ended_at=ended, breached_at=late
        )
    return ticket


def answer(ticket: Ticket, by: Person | None, *, key: str = "", minutes: int | None = None) -> TicketEntry:
    account = getattr(by, "account", None)
    return TicketEntry.objects.create(
        ticket=ticket, kind=TicketEntry.Kind.REPLY, text="Said.", at=ticket.opened_at + dt.timedelta(minutes=1),
        author_key=key or f"account:{account.pk if account else 0}", author_name="Somebody", minutes=minutes,
    )  # fmt: skip


def make_week(cast: Cast) -> Week:
    """Opened in the week: 6 about screens, 3 about keys, 1 private; 8 of them resolved. In the one before: 4, all resolved."""
    make_card("Z01")
    students = [make_person(cast.school, f"Nina{n}", f"Norwood{n}") for n in range(8)]
    room = make_place(cast.school, "Room 12")
    device = make_device(cast.school, "EHS-0001", model=make_model("Acer Chromebook 311"))
    for number in range(4):
        make_past(cast, students[number], moment(cast, FIRST - dt.timedelta(days=4), 9, number), minutes=30)
    # The same four come again with the same symptom, within two weeks.
    screens = [
        make_past(
            cast, students[n], moment(cast, FIRST, 9, n), minutes=10 * (n + 1), urgency="cannot_teach", place=room
        )
        for n in range(4)
    ]
    screens += [make_past(cast, students[4 + n], moment(cast, FIRST + dt.timedelta(days=1), 10, n)) for n in range(2)]
    TicketItem.objects.bulk_create(TicketItem(ticket=one, item=device) for one in screens[:3])
    keys = [
        make_past(cast, students[6], moment(cast, LAST, 8, n), minutes=300, symptom=known_symptom("keys"))
        for n in range(3)
    ]
    private = make_past(cast, students[7], moment(cast, LAST, 12), minutes=5, title=SECRET, is_private=True, place=room)
    TicketRating.objects.bulk_create(
        TicketRating(ticket=one, resolved_at=one.resolved_at, is_good=one in screens, at=moment(cast, LAST, 15), why=SECRET)
        for one in [*screens[:4], *keys[:2]]
        if one.resolved_at is not None
    )  # fmt: skip
    for state, times in ((Walk.State.SOLVED, 6), (Walk.State.HANDED_OVER, 2), (Walk.State.LEFT, 1)):
        make_walks(cast, state, times)
    return Week(students, room, device, private)


def make_walks(cast: Cast, state: Walk.State, times: int) -> None:
    card, at = Card.objects.get(code="Z01"), moment(cast, FIRST, 11)
    Walk.objects.bulk_create(
        Walk(
            card=card, version=1, organisation=cast.school, audience="teacher", state=state, started_at=at, ended_at=at
        )
        for _ in range(times)
    )
