"""The protocol's dates: 18 characters, ``YYYYMMDDZZZZHHMMSS``; ZZZZ is four blanks for local time, ``"   Z"`` for UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

BLANK = " " * 18
"""No date at all. Common for the no-block due date."""


def written(moment: dt.datetime, zone: ZoneInfo) -> str:
    """An aware moment as local time of ``zone``."""
    return f"{moment.astimezone(zone):%Y%m%d    %H%M%S}"


def read(text: str, zone: ZoneInfo) -> dt.datetime | None:
    """The moment, aware; None when it is blank or no date. A zone that is not ``Z`` counts as local time."""
    try:
        naive = dt.datetime.strptime(text[:8] + text[12:18], "%Y%m%d%H%M%S")  # noqa: DTZ007  the zone comes next
    except ValueError:
        return None
    try:
        return naive.replace(tzinfo=dt.UTC if text[8:12] == "   Z" else zone).astimezone(dt.UTC)
    except OverflowError:
        return None
