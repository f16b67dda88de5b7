"""Quiet hours: pure arithmetic on a recipient's own clock, across midnight and the nights the clock is changed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

_DAY = dt.timedelta(days=1)
_MINUTE = dt.timedelta(minutes=1)


def is_quiet(moment: dt.datetime, zone: ZoneInfo, *, starts: dt.time, ends: dt.time) -> bool:
    """Whether the clock on the wall stands between the two times; ``ends`` itself is not quiet any more."""
    now = moment.astimezone(zone).time()
    if starts == ends:
        return False
    return starts <= now < ends if starts < ends else now >= starts or now < ends


def quiet_until(moment: dt.datetime, zone: ZoneInfo, *, starts: dt.time, ends: dt.time) -> dt.datetime | None:
    """When the quiet hours around ``moment`` end, in UTC; None when it is not quiet.

    A time that the clock skips in spring or shows twice in autumn ends them at the first moment that is not quiet.
    """
    if not is_quiet(moment, zone, starts=starts, ends=ends):
        return None
    today = moment.astimezone(zone).date()
    tries = sorted(
        dt.datetime.combine(today + _DAY * offset, ends, tzinfo=zone).replace(fold=fold).astimezone(dt.UTC)
        for offset in (0, 1)
        for fold in (0, 1)
    )
    end = next(end for end in tries if end > moment and not is_quiet(end, zone, starts=starts, ends=ends))
    # The clock went past the time while it was put forward: back to where it was put.
    while end - _MINUTE > moment and not is_quiet(end - _MINUTE, zone, starts=starts, ends=ends):
        end -= _MINUTE
    return end
