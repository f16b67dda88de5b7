"""What time does to tickets: wakes those that are due, reminds who was asked, closes what nobody answers.

Each ticket is one change of its own and is looked at again under its lock, so that twice is once. However long nothing
ran, a requester is told at most one thing a day, and no ticket is closed before both notices were sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from firstbell.core.actor import Actor
from firstbell.core.calendars import SchoolDays
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import step_by_program
from firstbell.helpdesk.lifecycle import WAITING, Who
from firstbell.helpdesk.models import Ticket, TicketState, TicketTiming
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import timing_for
from firstbell.people.models import Organisation
from firstbell.people.queries import person_key
from firstbell.rooms.queries import school_days_of, zone_of

S = TicketState
#: What a silent requester is told, in turn.
_NOTICES = (notices.TICKET_STILL_WAITS.key, notices.TICKET_WILL_CLOSE.key)
#: So far back a silence is counted; by then everything has happened.
_LONGEST = dt.timedelta(days=400)


@dataclass
class Passed:
    """What one round did."""

    woken: int = 0
    told: int = 0
    closed: int = 0


@dataclass
class _Clock:
    """A school's day, calendar and numbers, asked once for each school."""

    now: dt.datetime
    rules: list[TicketTiming]
    known: dict[int, tuple[dt.date, SchoolDays, TicketTiming]] = field(default_factory=dict)

    def at(self, school: Organisation) -> tuple[dt.date, SchoolDays, TicketTiming]:
        if school.pk not in self.known:
            today = self.now.astimezone(zone_of(school)).date()
            days = school_days_of(school, first=today - _LONGEST, last=today + dt.timedelta(days=60))
            self.known[school.pk] = (today, days, timing_for(school, self.rules))
        return self.known[school.pk]

    def passed(self, ticket: Ticket, since: dt.datetime) -> int:
        """School days since then, the day itself not counted."""
        today, days, _ = self.at(ticket.organisation)
        first = since.astimezone(zone_of(ticket.organisation)).date()
        return days.open_between(max(first, today - _LONGEST) + dt.timedelta(days=1), today)


def pass_time(now: dt.datetime, *, by: Actor) -> Passed:
    """One round over all schools: wake, remind, close. Raises Forbidden (``helpdesk.ticket.work`` everywhere)."""
    by.require(HelpdeskPermission.TICKET_WORK, at="")
    clock = _Clock(now, list(TicketTiming.objects.all()))
    done = Passed()
    for ticket in _due(now):
        done.woken += _wake(ticket, clock, by=by)
    for ticket in _rows(state=S.WAITING_REQUESTER, requester__isnull=False):
        told, closed = _hear_silence(ticket, clock, by=by)
        done.told, done.closed = done.told + told, done.closed + closed
    for ticket in _rows(state=S.RESOLVED):
        done.closed += _close_resolved(ticket, clock, by=by)
    return done


def _rows(**wanted: object) -> Iterator[Ticket]:
    return Ticket.objects.filter(**wanted).select_related("organisation").order_by("pk").iterator(chunk_size=500)


def _due(now: dt.datetime) -> Iterator[Ticket]:
    """Due somewhere on earth; each school's own day is asked afterwards."""
    return _rows(state__in=[*WAITING, S.SCHEDULED], wake_on__lte=now.date() + dt.timedelta(days=1))


def _wake(ticket: Ticket, clock: _Clock, *, by: Actor) -> int:
    """Back into the queue, and told to whoever works on it. A visit's day has to be over first."""
    today = clock.at(ticket.organisation)[0]
    latest = today - dt.timedelta(days=1) if ticket.state == S.SCHEDULED else today
    with change(by):
        fresh = _locked(ticket)
        due = fresh.wake_on
        if fresh.state != ticket.state or due is None or due > latest:
            return 0
        if fresh.state != S.WAITING_REQUESTER:
            to = S.IN_PROGRESS if fresh.assignee_id is not None else S.TRIAGED
            moved = step_by_program(fresh, Who.SCHEDULER, to=to, text="The day has come", by=by)
            if moved is None:
                return 0
        Ticket.objects.filter(pk=fresh.pk).update(up_at=clock.now, wake_on=None)
        if fresh.assignee_id is not None:
            _tell(fresh, notices.TICKET_ASKS_AGAIN.key, f"account:{fresh.assignee_id}", f"due {due}", by=by)
    return 1


def _hear_silence(ticket: Ticket, clock: _Clock, *, by: Actor) -> tuple[int, int]:
    """One thing a day at most: the reminder, the warning, the end. (told, closed)."""
    today, days, timing = clock.at(ticket.organisation)
    if not days.is_open(today) or clock.passed(ticket, ticket.state_since) < timing.remind_after:
        return 0, 0
    with change(by):
        fresh = _locked(ticket)
        is_told_today = fresh.told_on is not None and fresh.told_on >= today
        if fresh.state != S.WAITING_REQUESTER or fresh.requester_id is None or is_told_today:
            return 0, 0
        passed = clock.passed(fresh, fresh.state_since)
        if passed < (timing.remind_after, timing.warn_after, timing.close_after)[min(fresh.told, 2)]:
            return 0, 0
        if fresh.told >= len(_NOTICES):
            return 0, _close_unanswered(fresh, by=by)
        last = days.add_open_days(today, max(timing.close_after - passed, 1)) or today
        # A school that switched the notice off tells nobody, and so nobody is closed unheard.
        told = _tell(fresh, _NOTICES[fresh.told], person_key(fresh.requester_id), _silence(fresh), by=by, day=last)
        if told:
            Ticket.objects.filter(pk=fresh.pk).update(told=fresh.told + 1, told_on=today)
    return int(bool(told)), 0


def _close_unanswered(ticket: Ticket, *, by: Actor) -> int:
    occasion = _silence(ticket)
    text = "No reply. Two notices were sent."
    if step_by_program(ticket, Who.SCHEDULER, to=S.CLOSED_NO_REPLY, text=text, by=by) is None:
        return 0
    if ticket.requester_id is not None:
        _tell(ticket, notices.TICKET_CLOSED_NO_REPLY.key, person_key(ticket.requester_id), occasion, by=by)
    return 1


def _close_resolved(ticket: Ticket, clock: _Clock, *, by: Actor) -> int:
    if ticket.resolved_at is None:
        return 0
    if clock.passed(ticket, ticket.resolved_at) < clock.at(ticket.organisation)[2].close_resolved_after:
        return 0
    with change(by):
        fresh = _locked(ticket)
        if fresh.resolved_at != ticket.resolved_at:
            return 0  # reopened and resolved again meanwhile
        return int(step_by_program(fresh, Who.SCHEDULER, to=S.CLOSED, by=by) is not None)


def _silence(ticket: Ticket) -> str:
    """One silence is one occasion: asked again later, it is reminded of again."""
    return f"asked {ticket.state_since:%Y%m%d%H%M}"


def _locked(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=ticket.pk)


def _tell(ticket: Ticket, kind: str, to: str, occasion: str, *, by: Actor, day: dt.date | None = None) -> int:
    values = {"ticket": ticket.ref.label, "number": ticket.number}
    return send_notice(
        ticket.ref, kind=kind, to=[to], occasion=occasion, values=values if day is None else {**values, "day": day},
        org_path=ticket.organisation.scope_path, link=f"/helpdesk/{ticket.pk}/", by=by,
    )  # fmt: skip
