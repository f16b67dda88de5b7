"""How long a ticket waits for whom at a school."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from firstbell.helpdesk.models import Ticket, TicketTiming
from firstbell.people.models import Organisation
from firstbell.rooms.queries import ids_on


def timing_for(organisation: Organisation, rules: Iterable[TicketTiming] | None = None) -> TicketTiming:
    """The nearest row of the school or above it; as shipped where there is none. One query, none with ``rules``."""
    above = ids_on(organisation.scope_path)
    rows = (
        rules
        if rules is not None
        else TicketTiming.objects.filter(organisation_id__in=above) | (TicketTiming.objects.filter(organisation=None))
    )
    by_school = {one.organisation_id: one for one in rows}
    for pk in (*reversed(above), None):
        if pk in by_school:
            return by_school[pk]
    return TicketTiming()


def may_reopen(ticket: Ticket, now: dt.datetime) -> bool:
    """Whether the requester's days for reopening a ticket that has ended are not over."""
    ended = ticket.closed_at or ticket.resolved_at
    return ended is not None and now - ended <= dt.timedelta(days=timing_for(ticket.organisation).reopen_days)


def is_long_over(ticket: Ticket, now: dt.datetime) -> bool:
    """Ended longer ago than a ticket may be reopened: what comes now is something new."""
    ended = ticket.closed_at or ticket.resolved_at
    return ended is not None and not may_reopen(ticket, now)
