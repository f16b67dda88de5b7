"""Clocks of tickets: started, paused and ended with what happens to the ticket; looked after by a job.

They follow from changes that were allowed already, so these ask for no permission of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.helpdesk.actions._clocks import (
    CLOCK_FIELDS,
    TICKET_FIELDS,
    end,
    fit,
    new_clocks,
    set_priority,
    state_of,
    used,
)
from firstbell.helpdesk.events import PromiseBroken, PromiseNear
from firstbell.helpdesk.models import Ticket, TicketClock
from firstbell.helpdesk.queries.clocks import Promises, Timetable, lesson_in_the_way, promises_of
from firstbell.people.models import Organisation
from firstbell.rooms.queries import zone_of

#: Tickets locked and written at a time by the job.
BATCH = 200


def run_clocks(ticket: Ticket, *, answered: bool = False, is_new: bool = False, by: Actor) -> Ticket:
    """Start a new ticket's clocks, or let those of a ticket that moved run, wait or end as its state asks.

    ``answered``: a person has just answered for the first time. ``is_new``: it has no clocks yet. Nothing happens where nothing is promised.
    """
    now = timezone.now()
    with change(by):
        kept = [] if is_new else list(ticket.clocks.all())
        begun = min([one.started_at for one in kept] or [now])
        promises = promises_of(ticket.organisation, since=begun, now=now)
        clocks = kept or new_clocks(ticket, promises, now)
        for clock in clocks:
            if answered and clock.kind == TicketClock.Kind.ANSWER:
                end(clock, promises, now)
            fit(clock, ticket, promises, now)
        set_priority(ticket, clocks, promises, lesson_in_the_way(ticket, now), now)
        if kept:
            TicketClock.objects.bulk_update(kept, CLOCK_FIELDS)
        else:
            TicketClock.objects.bulk_create(clocks)
        ticket.save(update_fields=list(TICKET_FIELDS))
    return ticket


@dataclass(frozen=True)
class Ticked:
    """What a round of the job did at one school."""

    looked_at: int
    moved: int
    warned: int
    broken: int


def tick_clocks(organisation: Organisation, *, now: dt.datetime, by: Actor) -> Ticked:
    """Count a school's open tickets anew (calendar, bells and rules may have changed), warn, and say what is broken.

    Constant queries to look; only what changes is locked and written. A ticket without clocks (older than they are) gets
    them from now on.
    """
    tickets = _open_tickets(organisation)
    if not tickets:
        return Ticked(0, 0, 0, 0)
    starts = [clock.running_since or clock.started_at for one in tickets for clock in one.clocks.all()]
    promises = promises_of(organisation, since=min([*starts, now]), now=now)
    timetable = Timetable(organisation, now.astimezone(zone_of(organisation)).date())
    stale = [one.pk for one in tickets if _recount(one, promises, timetable, now)[0]]
    warned = broken = 0
    for begin in range(0, len(stale), BATCH):
        with change(by):
            some = _open_tickets(organisation, stale[begin : begin + BATCH])
            near, late = _write(some, promises, timetable, now, by=by)
            warned, broken = warned + near, broken + late
    return Ticked(len(tickets), len(stale), warned, broken)


def _open_tickets(organisation: Organisation, ids: Sequence[int] | None = None) -> list[Ticket]:
    found = Ticket.objects.open().filter(organisation=organisation)
    if ids is not None:
        found = found.filter(pk__in=ids).select_for_update(of=("self",))
    return list(found.select_related("organisation", "place", "requester").prefetch_related("clocks").order_by("pk"))


def _recount(
    ticket: Ticket, promises: Promises, timetable: Timetable, now: dt.datetime
) -> tuple[bool, list[TicketClock], list[TicketClock], list[TicketClock]]:
    """(whether anything changed, all clocks, those that are near now, those that are broken now)."""
    kept = list(ticket.clocks.all())
    clocks = kept or new_clocks(ticket, promises, now)
    before = [state_of(ticket), *(state_of(one) for one in kept)]
    near, late = [], []
    for clock in clocks:
        fit(clock, ticket, promises, now)
        if clock.due_at is None or clock.ended_at is not None:
            continue
        if clock.due_at <= now and clock.breached_at is None:
            clock.breached_at, clock.warned_at = now, clock.warned_at or now
            late.append(clock)
        elif clock.warned_at is None and used(clock, promises, now) * 100 >= clock.allowed * promises.rule.warn_percent:
            clock.warned_at = now
            near.append(clock)
    set_priority(ticket, clocks, promises, timetable.lesson_of(ticket, now), now)
    after = [state_of(ticket), *(state_of(one) for one in kept)]
    return before != after or (not kept and bool(clocks)), clocks, near, late


def _write(
    tickets: list[Ticket], promises: Promises, timetable: Timetable, now: dt.datetime, *, by: Actor
) -> tuple[int, int]:
    changed: list[Ticket] = []
    clocks: list[TicketClock] = []
    nears: list[tuple[Ticket, TicketClock]] = []
    lates: list[tuple[Ticket, TicketClock]] = []
    for ticket in tickets:
        is_changed, own, near, late = _recount(ticket, promises, timetable, now)
        if is_changed:
            changed.append(ticket)
            clocks += own
        nears += [(ticket, one) for one in near]
        lates += [(ticket, one) for one in late]
    with change(by) as unit:
        known = [one for one in clocks if not one._state.adding]
        TicketClock.objects.bulk_create([one for one in clocks if one._state.adding])
        TicketClock.objects.bulk_update(known, CLOCK_FIELDS)
        Ticket.objects.bulk_update(changed, TICKET_FIELDS)
        for ticket, clock in nears:
            what, due = clock.get_kind_display(), clock.due_at or now
            path = ticket.organisation.scope_path
            unit.publish(PromiseNear(subject=ticket.ref, org_path=path, what=what, due_at=due))
        for ticket, clock in lates:
            what, due = clock.get_kind_display(), clock.due_at or now
            path = ticket.organisation.scope_path
            unit.publish(PromiseBroken(subject=ticket.ref, org_path=path, what=what, due_at=due))
    return len(nears), len(lates)
