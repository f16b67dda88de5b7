"""Who is where in which period: the roster's classes (their room and periods) laid on the day's bells.

A roster says a class's room and periods in words of its own (``location`` "204", ``periods`` "3" or "1;2"). A class counts
as being in a place when its location is the place's number, name or code, and as meeting in a period when one of its
periods is that bell's label, or the number in it ("3" and "Period 3").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from firstbell.people.models import Enrollment, Membership, Organisation, Person, Section
from firstbell.rooms.models import BellPeriod, Place
from firstbell.rooms.queries.calendars import bell_schedule_on, zone_of

_TEACHES = (Membership.Role.TEACHER,)


@dataclass(frozen=True)
class Lesson:
    """A class in one period of one day; times with the school's zone."""

    section_id: int
    title: str
    period: str
    location: str
    starts_at: dt.datetime
    ends_at: dt.datetime


def lessons_in(place: Place, day: dt.date) -> list[Lesson]:
    """The classes that meet in a room that day, in the day's order; none on a closed day. Five queries at most."""
    names = {place.name.lower(), place.number.lower(), place.code.lower()} - {""}
    wanted = Q()
    for name in names:
        wanted |= Q(location__iexact=name)
    return _on_the_bells(place.organisation, day, Section.objects.filter(wanted, organisation_id=place.organisation_id))


def lessons_of(person: Person, organisation: Organisation, day: dt.date) -> list[Lesson]:
    """The classes somebody teaches at a school that day, in the day's order."""
    taught = Enrollment.objects.filter(person=person, role__in=_TEACHES, closed_at=None).values("section_id")
    return _on_the_bells(organisation, day, Section.objects.filter(organisation=organisation, pk__in=taught))


def lessons_at(organisation: Organisation, day: dt.date) -> list[Lesson]:
    """All classes that meet at a school that day, in the day's order. Five queries at most."""
    return _on_the_bells(organisation, day, Section.objects.filter(organisation=organisation))


def next_lesson(lessons: Iterable[Lesson], now: dt.datetime) -> Lesson | None:
    """The lesson that is running, or the next one; None when the day's are over."""
    return min((one for one in lessons if one.ends_at > now), key=lambda one: one.starts_at, default=None)


def rooms_of(person: Person, *, most: int = 12) -> list[Place]:
    """The rooms where somebody teaches or learns, by their classes, of their own school. Two queries."""
    mine = Enrollment.objects.filter(person=person, closed_at=None).values("section_id")
    locations = (
        Section.objects.filter(pk__in=mine, closed_at=None).exclude(location="").values_list("location", flat=True)
    )
    names = {location.strip() for location in locations}
    if not names:
        return []
    where = Q(pk__in=[])
    for name in names:
        where |= Q(number__iexact=name) | Q(name__iexact=name) | Q(code__iexact=name)
    rooms = Place.objects.current().filter(where, organisation_id=person.organisation_id, kind=Place.Kind.ROOM)
    return list(rooms.select_related("organisation")[:most])


def _on_the_bells(organisation: Organisation, day: dt.date, sections: QuerySet[Section]) -> list[Lesson]:
    schedule = bell_schedule_on(organisation, day)
    if schedule is None:
        return []
    current = Q(sessions=None) | Q(sessions__start_date__lte=day, sessions__end_date__gt=day)
    rows = sections.filter(current, closed_at=None).exclude(periods="").distinct()
    zone = zone_of(organisation)
    bells = list(schedule.periods.all())
    found = []
    for pk, title, location, periods in rows.order_by().values_list("pk", "title", "location", "periods"):
        found += [
            Lesson(
                pk, title, bell.label, location,
                dt.datetime.combine(day, bell.starts_at, tzinfo=zone), dt.datetime.combine(day, bell.ends_at, tzinfo=zone),
            )
            for bell in bells
            if _meets(periods, bell)
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.starts_at, one.title))


def _meets(periods: str, bell: BellPeriod) -> bool:
    mine = _short(bell.label)
    return any(_short(one) == mine for one in re.split(r"[;,|]+", periods) if one.strip())


def _short(period: str) -> str:
    """“Period 3”, “per. 3” and “P3” as “3”; other words as they are."""
    found = re.fullmatch(r"(?:period|per\.?|p)?\s*0*(\d+)", period.strip().lower())
    return found.group(1) if found else period.strip().lower()
