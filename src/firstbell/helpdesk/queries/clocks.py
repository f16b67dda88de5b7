"""What is promised for a ticket, the working time of its school, and the lesson it stands in the way of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstbell.core.kept import kept
from firstbell.helpdesk.models import LATER, ClockRule, ServiceLevel, Ticket, TicketClock, TicketState
from firstbell.helpdesk.working_time import Hours, WorkingTime
from firstbell.people.models import Enrollment, Membership, Organisation, Person
from firstbell.rooms.models import BellSchedule
from firstbell.rooms.queries import (
    CALENDAR,
    REGULAR,
    Lesson,
    day_types_of,
    ids_on,
    lessons_at,
    lessons_in,
    lessons_of,
    next_lesson,
    school_days_of,
    zone_of,
)

#: As far as due times are counted: beyond, a promise has no date.
AHEAD = dt.timedelta(days=200)
PAUSED = frozenset(
    {
        TicketState.WAITING_REQUESTER, TicketState.WAITING_PART, TicketState.WAITING_VENDOR, TicketState.WAITING_DISTRICT,
        TicketState.WAITING_ROOM, TicketState.SCHEDULED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Promises:
    """Everything a school's clocks count with; read once for all its tickets."""

    levels: Mapping[tuple[str, str], ServiceLevel]
    rule: ClockRule
    time: WorkingTime
    zone: dt.tzinfo

    def level_of(self, ticket: Ticket) -> ServiceLevel | None:
        return self.levels.get((ticket.impact, ticket.urgency))

    def allowed(self, ticket: Ticket, kind: str) -> int | None:
        """Seconds; None where nothing is promised."""
        level = self.level_of(ticket)
        if level is None:
            return None
        return 60 * (level.answer_minutes if kind == TicketClock.Kind.ANSWER else level.resolve_minutes)


def promises_of(organisation: Organisation, *, since: dt.datetime, now: dt.datetime) -> Promises:
    """What holds at a school; working time from ``since`` on. Kept: one query, eight when one of its tables was written."""
    zone = zone_of(organisation)
    first, last = since.astimezone(zone).date(), (now + AHEAD).astimezone(zone).date()

    def make() -> Promises:
        rule = clock_rule_of(organisation)
        time = working_time_of(organisation, rule, first=first, last=last)
        return Promises(levels_of(organisation), rule, time, zone)

    key = ("helpdesk.promises", organisation.pk, organisation.scope_path, str(zone), first, last)
    return kept(key, (ClockRule, ServiceLevel, *CALENDAR), make)


def levels_of(organisation: Organisation) -> dict[tuple[str, str], ServiceLevel]:
    """The nearest row of each cell (impact, urgency). One query."""
    above = ids_on(organisation.scope_path)
    rows = ServiceLevel.objects.filter(organisation_id__in=above) | ServiceLevel.objects.filter(organisation=None)
    found: dict[tuple[str, str], ServiceLevel] = {}
    for row in sorted(rows, key=lambda one: _depth(one.organisation_id, above)):
        found[row.impact, row.urgency] = row
    return found


def clock_rule_of(organisation: Organisation) -> ClockRule:
    """The nearest; the model's defaults where none is stored. One query."""
    above = ids_on(organisation.scope_path)
    rows = ClockRule.objects.filter(organisation_id__in=above) | ClockRule.objects.filter(organisation=None)
    return max(rows, key=lambda one: _depth(one.organisation_id, above), default=ClockRule())


def _depth(organisation_id: int | None, above: tuple[int, ...]) -> int:
    return -1 if organisation_id is None else above.index(organisation_id)


def working_time_of(organisation: Organisation, rule: ClockRule, *, first: dt.date, last: dt.date) -> WorkingTime:
    """From the first to the last bell of each open day; a day without bells has the rule's hours. Four queries."""
    days = school_days_of(organisation, first=first, last=last)
    kinds = day_types_of(organisation, first=first, last=last)
    bells: dict[str, Hours] = {}
    for schedule in BellSchedule.objects.filter(organisation=organisation).prefetch_related("periods"):
        periods = list(schedule.periods.all())
        if periods:
            bells[schedule.day_type] = (min(one.starts_at for one in periods), max(one.ends_at for one in periods))
    usual = bells.get(REGULAR, (rule.day_starts, rule.day_ends))
    length = (last - first).days + 1
    each = (first + dt.timedelta(days=number) for number in range(length))
    hours = {day: bells.get(kinds.get(day, REGULAR), usual) for day in each if days.is_open(day)}
    return WorkingTime.of_days(hours, zone_of(organisation))


class Timetable:
    """A school's lessons of one day, to ask for many tickets. Six queries, whatever the number of tickets."""

    def __init__(self, organisation: Organisation, day: dt.date) -> None:
        self._by_location: dict[str, list[Lesson]] = defaultdict(list)
        self._by_section: dict[int, list[Lesson]] = defaultdict(list)
        self._taught: dict[int, list[int]] = defaultdict(list)
        for lesson in lessons_at(organisation, day):
            self._by_location[lesson.location.strip().lower()].append(lesson)
            self._by_section[lesson.section_id].append(lesson)
        if self._by_section:
            teaching = Enrollment.objects.filter(
                section__organisation=organisation, role=Membership.Role.TEACHER, closed_at=None
            )
            for person_id, section_id in teaching.values_list("person_id", "section_id"):
                self._taught[person_id].append(section_id)

    @property
    def first_bell(self) -> dt.datetime | None:
        """When the day's first lesson begins."""
        every = (one.starts_at for lessons in self._by_section.values() for one in lessons)
        return min(every, default=None)

    def lesson_of(self, ticket: Ticket, now: dt.datetime) -> Lesson | None:
        """The same as :func:`lesson_in_the_way`, of what is read already."""
        if ticket.place is not None:
            names = {ticket.place.name.lower(), ticket.place.number.lower(), ticket.place.code.lower()} - {""}
            return next_lesson((one for name in names for one in self._by_location.get(name, ())), now)
        if ticket.requester_id is None:
            return None
        mine = (one for pk in self._taught.get(ticket.requester_id, ()) for one in self._by_section.get(pk, ()))
        return next_lesson(mine, now)


def lesson_in_the_way(ticket: Ticket, now: dt.datetime) -> Lesson | None:
    """Today's running or next lesson in the ticket's room, or of the teacher who asks."""
    if ticket.place is not None:
        return next_lesson(lessons_in(ticket.place, now.astimezone(zone_of(ticket.place.organisation)).date()), now)
    person = ticket.requester
    if person is None or person.kind != Person.Kind.STAFF:
        return None
    here = now.astimezone(zone_of(ticket.organisation)).date()
    return next_lesson(lessons_of(person, ticket.organisation, here), now)


def pressing(
    ticket: Ticket, clocks: Iterable[TicketClock], promises: Promises, lesson: Lesson | None, now: dt.datetime
) -> tuple[int, dt.datetime | None, dt.datetime]:
    """(priority, due_at, priority_at): how pressing, by when, and the moment at which it begins to hurt."""
    if not ticket.is_open:
        return ticket.priority, None, LATER
    level = promises.level_of(ticket)
    priority = level.priority if level is not None else 3
    due = min((one.due_at for one in clocks if one.due_at is not None and one.ended_at is None), default=None)
    if ticket.state in PAUSED:
        return priority, due, _wakes(ticket, promises)
    within = dt.timedelta(minutes=level.lesson_within) if level is not None else dt.timedelta()
    if lesson is not None and within and lesson.starts_at - now <= within:
        starts = lesson.starts_at.astimezone(dt.UTC)
        return max(priority - 1, 1), due, min(starts, due or starts)
    return priority, due, due or LATER


def _wakes(ticket: Ticket, promises: Promises) -> dt.datetime:
    """A waiting ticket hurts again on the day it asks for attention, when school begins."""
    if ticket.wake_on is None:
        return LATER
    morning = dt.datetime.combine(ticket.wake_on, dt.time(), tzinfo=promises.zone).astimezone(dt.UTC)
    return promises.time.next_start(morning) or morning
