"""What is counted: where, from when to when, and the period before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from firstbell.core.scope import Scope
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.models.tickets import TicketQuerySet

#: The line of private tickets in a table of kinds, places or devices.
PRIVATE = "private"
#: When a ticket was over, whichever way.
ENDED = Coalesce("resolved_at", "closed_at")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` up to, not including, ``end``."""

    start: dt.datetime
    end: dt.datetime

    def holds(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})


@dataclass(frozen=True, slots=True)
class Pair:
    """A number of the period, and of the one before."""

    now: int = 0
    before: int = 0

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.now + other.now, self.before + other.before)


@dataclass(frozen=True, slots=True)
class Group:
    """``key`` is what the ticket list filters by; None where nothing is said, PRIVATE for the private ones."""

    key: int | str | None
    label: str
    count: Pair


@dataclass(frozen=True, slots=True)
class Counted:
    """``zone``: on whose clock days begin."""

    scope: Scope
    now: Span
    before: Span
    zone: dt.tzinfo

    @property
    def spans(self) -> tuple[tuple[str, Span], tuple[str, Span]]:
        return ("now", self.now), ("before", self.before)

    def tickets(self) -> TicketQuerySet:
        """All in reach, private ones as well, in no order."""
        return Ticket.objects.filter(self.scope.q("organisation__path")).order_by()

    def holds(self, field: str) -> Q:
        """In either period."""
        return self.now.holds(field) | self.before.holds(field)

    def which(self, field: str) -> Case:
        """ "now" or "before"; of rows that :meth:`holds` kept."""
        return Case(When(self.now.holds(field), then=Value("now")), default=Value("before"), output_field=CharField())


def sorted_groups(groups: Iterable[Group]) -> list[Group]:
    """The largest first; what is private or unsaid last."""
    return sorted(
        groups, key=lambda one: (one.key in (None, PRIVATE, ""), -one.count.now, -one.count.before, one.label)
    )


def counted_by(rows: QuerySet[Any], *fields: str, **counts: Any) -> Iterable[Mapping[str, Any]]:
    """``GROUP BY`` the fields: a row for each group with its counts."""
    found: Iterable[Mapping[str, Any]] = rows.values(*fields).annotate(**counts)
    return found
