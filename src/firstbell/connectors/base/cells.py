"""One cell of a file as a value. Each reader takes the text as it stands and never guesses.

Readers return ``None`` for an empty cell and raise :class:`Unreadable` for one they cannot read safely.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2}), )?(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_HEXADECIMAL = re.compile(r"[0-9A-F]{12}")
_NOT_HEXADECIMAL = re.compile(r"[^0-9A-Fa-f]")
NOTHING = frozenset({"", "-", "--", "n/a", "none", "null", "never"})
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}


class Unreadable(ValueError):
    """The cell has something, but not what the column holds."""


def moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """An aware moment. Forms: ISO, ``2026-11-20 7:42 AM``, ``11/20/2026 7:42`` (month first), epoch seconds or
    milliseconds, or only a day (its beginning). Without an offset the text is in ``zone``."""
    text = text.strip()
    if text.casefold() in NOTHING or text == "0":
        return None
    if _EPOCH.fullmatch(text):
        return _epoch(int(text))
    day_text, _, clock_text = text.replace("T", " ", 1).partition(" ")
    day = _day(day_text)
    if not clock_text.strip():
        return dt.datetime(day.year, day.month, day.day, tzinfo=zone)
    if _ZONED.search(clock_text):
        return _iso(f"{day.isoformat()}T{clock_text.strip()}")
    found = _CLOCK.fullmatch(clock_text.strip())
    if found is None:
        raise Unreadable(text)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise Unreadable(text)
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    try:
        return dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise Unreadable(text) from None


def is_mangled(text: str) -> bool:
    """``1.23E+11``: what a spreadsheet makes of a long number. The number itself is lost."""
    return _SCIENTIFIC.fullmatch(text.strip()) is not None and not text.strip().isalnum()


def mac_address(text: str) -> str:
    """``F8:E4:3B:A0:68:57`` from twelve hexadecimal digits in any dress; "" for nothing, "?" raises Unreadable."""
    if text.strip().casefold() in NOTHING:
        return ""
    digits = _NOT_HEXADECIMAL.sub("", text).upper()
    if not _HEXADECIMAL.fullmatch(digits):
        raise Unreadable(text)
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def month_end(year: int, month: int) -> dt.date:
    if not 1 <= month <= 12:
        raise Unreadable(f"{year}-{month}")
    return day_of(year, month, calendar.monthrange(year, month)[1] if year >= 1 else 1)


def day_of(year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Unreadable(f"{year}-{month}-{day}") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable(found.isoformat())
    return found


def _day(text: str) -> dt.date:
    if found := _DAY.fullmatch(text):
        return day_of(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED_DAY.fullmatch(text):
        return day_of(int(found[3]), int(found[1]), int(found[2]))
    raise Unreadable(text)


def _epoch(number: int) -> dt.datetime:
    # From here on seconds would be the year 5138, so it is milliseconds (the year 1973 and later).
    seconds = number / 1000 if number >= 10**11 else number
    found = dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    day_of(found.year, found.month, found.day)
    return found


def _iso(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(text) from None
