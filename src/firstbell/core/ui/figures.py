"""Numbers as they are read: counts, shares, and two kinds of time."""

from __future__ import annotations

from typing import Literal

#: ``work`` and ``time`` are seconds: of working time, which has no days of 24 hours, and of the clock on the wall.
Unit = Literal["count", "percent", "minutes", "work", "time"]
_DAY = 86_400
NOTHING = "–"


def figure_text(value: float | None, unit: str = "count") -> str:
    """1204 as "1,204"; 83.4 per cent as "83 %"; 4800 seconds as "1 h 20 min". None is a dash."""
    if value is None:
        return NOTHING
    if unit == "percent":
        return f"{value:.0f} %"
    if unit == "minutes":
        return duration_text(value * 60, has_days=False)
    if unit in ("work", "time"):
        return duration_text(value, has_days=unit == "time")
    return f"{value:,.0f}"


def duration_text(seconds: float, *, has_days: bool) -> str:
    """The two largest units that matter: "45 min", "5 h 20 min", "2 d 3 h"."""
    minutes = round(seconds / 60)
    if has_days and seconds >= 2 * _DAY:
        days, hours = divmod(round(seconds / 3600), 24)
        return f"{days} d {hours} h" if hours else f"{days} d"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"
