"""Where to go today at one school: tickets with a place, agreed visits, and what other rooms bring."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket, TicketState, Visit
from firstbell.helpdesk.models.tickets import TicketQuerySet
from firstbell.helpdesk.ports import WalkStop, stops_of_others
from firstbell.helpdesk.queries import visits_on
from firstbell.helpdesk.queries.clocks import PAUSED
from firstbell.helpdesk.queries.queue import Part, part_at, work_of
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import Lesson, lessons_at, zone_of
from firstbell.today.walk import Errand, Leg, Spot, Stretch, plan, stretches

#: Tickets of a walk: more is not walked in a day.
MOST = 30
#: Minutes at a door, as long as nobody has written another number.
MINUTES = 10


@dataclass(frozen=True)
class Walk:
    """A school's walk. ``more``: tickets with a place that are not on it. ``elsewhere``: visits at other schools today."""

    school: Organisation
    stretches: list[Stretch]
    stops: dict[str, WalkStop]
    more: int
    elsewhere: list[Visit]

    @property
    def legs(self) -> list[Leg]:
        return [leg for one in self.stretches for leg in one.legs]


def to_walk_to(actor: Actor, now: dt.datetime) -> TicketQuerySet:
    """Open tickets with a place that are one's own or nobody's, and wait for nobody but a visit of today."""
    mine = Q(assignee=None) | Q(assignee_id=actor.account_id or 0)
    today = now.date() + dt.timedelta(days=1)  # due somewhere on earth; each school's own day is asked afterwards
    waits = Q(state__in=PAUSED) & ~Q(state=TicketState.SCHEDULED, wake_on__lte=today)
    found: TicketQuerySet = work_of(actor).filter(mine, place__isnull=False).exclude(waits)
    return found


def schools_of(actor: Actor, now: dt.datetime, *, most: int = 12) -> list[tuple[Organisation, int]]:
    """Schools where there is something to walk to, and how much; most first. Two statements."""
    rows = to_walk_to(actor, now).order_by().values_list("organisation_id").annotate(count=Count("pk"))
    counted = dict(rows.order_by("-count", "organisation_id")[:most])
    found = {one.pk: one for one in Organisation.objects.filter(pk__in=counted)}
    return [(found[pk], count) for pk, count in counted.items() if pk in found]


def walk_of(actor: Actor, school: Organisation, now: dt.datetime) -> Walk:
    """The walk of a school from now on: about fifteen statements, however much there is to do."""
    day = now.astimezone(zone_of(school)).date()
    visits = visits_on(actor, day)
    here = [one for one in visits if one.ticket.organisation_id == school.pk and one.place is not None]
    agreed = {one.ticket_id for one in here}
    tickets = to_walk_to(actor, now).filter(organisation=school).exclude(pk__in=agreed)
    tickets = tickets.exclude(state=TicketState.SCHEDULED, wake_on__gt=day).annotate(part=part_at(now))
    related = ("place__building", "place__parent__building", "requester", "organisation", "symptom", "assignee__person")
    chosen = list(tickets.select_related(*related).order_by(part_at(now), "priority_at", "priority", "pk")[: MOST + 1])
    more = tickets.count() - MOST if len(chosen) > MOST else 0
    tonight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone_of(school))
    stops = {f"visit-{one.pk}": _of_visit(one) for one in here}
    stops |= {f"ticket-{one.pk}": _of_ticket(one, until=tonight) for one in chosen[:MOST]}
    stops |= {f"other-{one.key}": one for one in stops_of_others(actor, school, day)}
    legs = plan(_errands(stops, lessons_at(school, day)), now)
    elsewhere = [one for one in visits if one.ticket.organisation_id != school.pk]
    return Walk(school, stretches(legs), stops, more, elsewhere)


def _of_ticket(ticket: Ticket, *, until: dt.datetime) -> WalkStop:
    """What hurts after `until`, tonight, is in no hurry today: then only the way counts."""
    assert ticket.place is not None
    return WalkStop(
        key=str(ticket.pk),
        title=f"{ticket.number} {ticket.title}",
        url=_step_url(ticket),
        place=ticket.place,
        minutes=MINUTES,
        needed_at=ticket.priority_at if ticket.priority_at < until else None,
        stops_teaching=getattr(ticket, "part", 0) == Part.NOW,
        note=_who(ticket),
    )


def _of_visit(visit: Visit) -> WalkStop:
    assert visit.place is not None
    ticket = visit.ticket
    return WalkStop(
        key=str(visit.pk),
        title=f"{ticket.number} {ticket.title}",
        url=_step_url(ticket),
        place=visit.place,
        minutes=MINUTES,
        fixed=(visit.starts_at, visit.ends_at),
        note=_who(ticket),
    )


def _who(ticket: Ticket) -> str:
    return ticket.requester.name if ticket.requester is not None else ticket.requester_label


def _step_url(ticket: Ticket) -> str:
    """The ticket with the step open that comes next when the work there is done."""
    step = TicketState.RESOLVED if ticket.state == TicketState.IN_PROGRESS else TicketState.IN_PROGRESS
    return f"/helpdesk/{ticket.pk}/?step={step}"


def _errands(stops: dict[str, WalkStop], lessons: Iterable[Lesson]) -> list[Errand]:
    by_name: dict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for lesson in lessons:
        by_name[lesson.location.strip().lower()].append((lesson.starts_at, lesson.ends_at))
    return [
        Errand(
            key=key,
            spot=spot_of(stop.place),
            minutes=stop.minutes,
            lessons=tuple(sorted({span for name in _names(stop.place) for span in by_name.get(name, ())})),
            fixed=stop.fixed,
            needed_at=stop.needed_at,
            stops_teaching=stop.stops_teaching,
        )
        for key, stop in stops.items()
    ]


def _room_of(place: Place) -> Place:
    """A cart or a shelf is where its room is."""
    return place.parent if place.kind != Place.Kind.ROOM and place.parent is not None else place


def _names(place: Place) -> set[str]:
    room = _room_of(place)
    return {room.name.lower(), room.number.lower(), room.code.lower()} - {""}


def spot_of(place: Place) -> Spot:
    """As far as places know: building, floor, and the number on the door."""
    room = _room_of(place)
    return Spot(room.building.name if room.building is not None else "", room.floor, room.number or room.name)


def drawn(found: Walk) -> list[dict[str, Any]]:
    """The stretches as pages and REST show them, in the school's own time. ``visits``: stops that follow in one room."""
    zone = zone_of(found.school)
    return [
        {
            "before": one.before.astimezone(zone) if one.before is not None else None,
            "building": one.building,
            "floor": one.floor,
            "rooms": len({found.stops[leg.errand.key].place.pk for leg in one.legs}),
            "stops": (stops := [_stop(found, leg, zone) for leg in one.legs]),
            "visits": [list(visit) for _, visit in groupby(stops, key=lambda stop: stop["stop"].place.pk)],
        }
        for one in found.stretches
    ]


def _stop(found: Walk, leg: Leg, zone: dt.tzinfo) -> dict[str, Any]:
    return {
        "key": leg.errand.key,
        "stop": found.stops[leg.errand.key],
        "arrives": leg.arrives.astimezone(zone),
        "during_lesson": leg.during_lesson,
        "is_agreed": leg.errand.fixed is not None,
        "stops_teaching": leg.errand.stops_teaching,
    }
