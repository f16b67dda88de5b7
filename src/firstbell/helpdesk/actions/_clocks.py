"""How one clock runs, waits, ends and goes on. Changes the row in memory; the caller saves it."""

from __future__ import annotations

import datetime as dt

from firstbell.helpdesk.models import LATER, Ticket, TicketClock
from firstbell.helpdesk.queries.clocks import PAUSED, Promises, pressing
from firstbell.rooms.queries import Lesson

CLOCK_FIELDS = ("allowed", "spent", "running_since", "paused_at", "due_at", "ended_at", "warned_at", "breached_at")
TICKET_FIELDS = ("priority", "due_at", "priority_at")


def new_clocks(ticket: Ticket, promises: Promises, start: dt.datetime) -> list[TicketClock]:
    """Both clocks, running; none where nothing is promised."""
    return [
        TicketClock(ticket=ticket, kind=kind, allowed=allowed, started_at=start, running_since=start)
        for kind in TicketClock.Kind
        if (allowed := promises.allowed(ticket, kind)) is not None
    ]


def fit(clock: TicketClock, ticket: Ticket, promises: Promises, now: dt.datetime) -> None:
    """Let the clock do what the ticket's state asks: run, wait, end, or go on where it ended."""
    is_resolution = clock.kind == TicketClock.Kind.RESOLUTION
    if not ticket.is_open:
        end(clock, promises, now)
        return
    if clock.ended_at is not None:
        if not is_resolution:
            return  # somebody answered once; that stays true
        clock.ended_at, clock.running_since = None, now
    clock.allowed = promises.allowed(ticket, clock.kind) or clock.allowed
    if is_resolution and ticket.state in PAUSED:
        _pause(clock, promises, now)
        return
    if clock.running_since is None:
        clock.running_since, clock.paused_at = now, None
    clock.due_at = promises.time.after(clock.running_since, clock.allowed - clock.spent)


def end(clock: TicketClock, promises: Promises, now: dt.datetime) -> None:
    """Kept, broken or not needed any more; late is broken even when the job has not seen it."""
    if clock.ended_at is not None:
        return
    clock.spent += _running(clock, promises, now)
    if clock.spent > clock.allowed and clock.breached_at is None:
        clock.breached_at = clock.due_at or now
    clock.running_since = clock.paused_at = clock.due_at = None
    clock.ended_at = now


def _pause(clock: TicketClock, promises: Promises, now: dt.datetime) -> None:
    if clock.running_since is None:
        return
    clock.spent += _running(clock, promises, now)
    clock.running_since = clock.due_at = None
    clock.paused_at = now


def _running(clock: TicketClock, promises: Promises, now: dt.datetime) -> int:
    return promises.time.between(clock.running_since, now) if clock.running_since is not None else 0


def used(clock: TicketClock, promises: Promises, now: dt.datetime) -> int:
    """Seconds used up until now."""
    return clock.spent + _running(clock, promises, now)


def state_of(thing: TicketClock | Ticket) -> tuple[object, ...]:
    """What is stored of it, to see whether it changed."""
    return tuple(getattr(thing, name) for name in (CLOCK_FIELDS if isinstance(thing, TicketClock) else TICKET_FIELDS))


def set_priority(
    ticket: Ticket, clocks: list[TicketClock], promises: Promises, lesson: Lesson | None, now: dt.datetime
) -> None:
    ticket.priority, ticket.due_at, ticket.priority_at = pressing(ticket, clocks, promises, lesson, now)
    if not ticket.is_open:
        ticket.priority_at = LATER
