"""Working time: the stretches in which a school is there, and counting along them. No database here.

A stretch is a school day from its first to its last bell. ``queries.clocks.working_time_of`` makes them of the calendar and
the bells. Counted in real time, in UTC, so that the night the clocks change adds and loses nothing.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

Hours = tuple[dt.time, dt.time]


@dataclass(frozen=True)
class WorkingTime:
    """Stretches (start, end) in UTC, in order, none overlapping. Beyond the last one nobody is there."""

    stretches: tuple[tuple[dt.datetime, dt.datetime], ...]

    @classmethod
    def of_days(cls, days: Mapping[dt.date, Hours], zone: ZoneInfo) -> WorkingTime:
        """``days``: the open days and their hours on the school's clock."""
        found = []
        for day, (starts, ends) in sorted(days.items()):
            start = dt.datetime.combine(day, starts, tzinfo=zone).astimezone(dt.UTC)
            end = dt.datetime.combine(day, ends, tzinfo=zone).astimezone(dt.UTC)
            if end > start:
                found.append((start, end))
        return cls(tuple(_apart(found)))

    def between(self, start: dt.datetime, end: dt.datetime) -> int:
        """Working seconds from ``start`` to ``end``; 0 where the end comes first."""
        return max(self._before(end) - self._before(start), 0)

    def after(self, start: dt.datetime, seconds: int) -> dt.datetime | None:
        """The moment at which ``seconds`` of working time have passed since ``start``; None beyond the calendar."""
        wanted = self._before(start) + max(seconds, 0)
        sums = self._sums
        place = bisect_left(sums, wanted)
        if seconds <= 0:
            return start
        if place >= len(sums):
            return None
        return self.stretches[place][1] - dt.timedelta(seconds=sums[place] - wanted)

    def next_start(self, moment: dt.datetime) -> dt.datetime | None:
        """The moment itself when somebody is there, else when the next stretch begins."""
        place = bisect_right([end for _, end in self.stretches], moment)
        if place >= len(self.stretches):
            return None
        return max(moment, self.stretches[place][0])

    @cached_property
    def _sums(self) -> list[int]:
        return list(accumulate(int((end - start).total_seconds()) for start, end in self.stretches))

    def _before(self, moment: dt.datetime) -> int:
        """Working seconds from the beginning of the calendar to the moment."""
        place = bisect_right(self.stretches, moment, key=lambda one: one[0])
        if place == 0:
            return 0
        start, end = self.stretches[place - 1]
        done = self._sums[place - 2] if place > 1 else 0
        return done + int((min(moment, end) - start).total_seconds())


def _apart(stretches: Iterable[tuple[dt.datetime, dt.datetime]]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Stretches that touch or overlap are one: a day counts each minute once."""
    found: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
