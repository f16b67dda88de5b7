"""School-day arithmetic: open days, the next one, n open days on. No database here.

``rooms`` keeps the calendars as data and hands them out as :class:`SchoolDays`; circulation
and the ticket clock count with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

# After a year without one open day the calendar is unusable: counting stops and the
# plain date is used, with a note (a rule learned from library systems, domain/library.md 5.2).
SEARCH_LIMIT_DAYS = 366

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayException:
    """One day that differs from its weekday: closed with a reason, or open although it is not usual."""

    is_open: bool
    reason: str


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """Which days are open. ``open_weekdays``: 0 is Monday. ``exceptions`` win over weekdays."""

    open_weekdays: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    exceptions: Mapping[dt.date, DayException] = field(default_factory=dict)
    name: str = "Monday to Friday"

    def is_open(self, day: dt.date) -> bool:
        exception = self.exceptions.get(day)
        return exception.is_open if exception is not None else day.weekday() in self.open_weekdays

    def why_closed(self, day: dt.date) -> str:
        """The reason a closed day is closed: its closing's name, or the weekday."""
        exception = self.exceptions.get(day)
        if exception is not None and not exception.is_open:
            return exception.reason
        return f"{day:%A}"

    def next_open(self, day: dt.date) -> dt.date | None:
        """The first open day on or after ``day``; None when a year has none."""
        return self._walk(day, ONE_DAY)

    def previous_open(self, day: dt.date) -> dt.date | None:
        """The last open day on or before ``day``; None when a year has none."""
        return self._walk(day, -ONE_DAY)

    def add_open_days(self, day: dt.date, count: int) -> dt.date | None:
        """``count`` open days after ``day``; 0 gives the first open day on or after it."""
        current = self.next_open(day) if count == 0 else day
        for _ in range(count):
            if current is None:
                return None
            current = self.next_open(current + ONE_DAY)
        return current

    def closed_between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The closed days from ``first`` to ``last``, both included."""
        days = (last - first).days + 1
        return [day for day in (first + dt.timedelta(days=n) for n in range(max(days, 0))) if not self.is_open(day)]

    def open_between(self, first: dt.date, last: dt.date) -> int:
        """How many open days lie from ``first`` to ``last``, both included."""
        return max((last - first).days + 1, 0) - len(self.closed_between(first, last))

    def _walk(self, day: dt.date, step: dt.timedelta) -> dt.date | None:
        for _ in range(SEARCH_LIMIT_DAYS):
            if self.is_open(day):
                return day
            day += step
        return None
