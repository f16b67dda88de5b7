"""One cell of a file as a value. Each reader takes the text as it stands and never guesses.

Readers return ``None`` for an empty cell and raise :class:`Unreadable` for one they cannot read safely.
"""

from __future__ import annotations

import calendar
import datetime as dt
import html
import re

_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\.?")
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.? (?:(\d{1,2}), )?(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?[Mm]?\.?")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_HEXADECIMAL = re.compile(r"[0-9A-F]{12}")
_NOT_HEXADECIMAL = re.compile(r"[^0-9A-Fa-f]")
NOTHING = frozenset({"", "-", "--", "n/a", "none", "null", "never"})
_NO_MOMENT = "0001-01-01"
"""Microsoft's smallest moment: what Intune writes where nothing ever happened."""
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def unescaped(cell: str) -> str:
    """``Barnes &amp; Noble`` as it was before a web page's writing got into the file; only what ends in a semicolon."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), cell) if "&" in cell else cell


class Unreadable(ValueError):
    """The cell has something, but not what the column holds."""


def moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """An aware moment. Forms: ISO, ``2026-11-20 7:42 AM``, ``11/20/2026 at 7:42`` (month first), epoch seconds or
    milliseconds, or only a day (its beginning). Without an offset the text is in ``zone``."""
    text = text.strip().replace(" at ", " ", 1)
    if text.casefold() in NOTHING or text == "0" or text.startswith(_NO_MOMENT):
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
        return day_of(int(found[1]), int(found[3]), int(found[4]))
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


_EUROPEAN_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_SHORT_YEAR = re.compile(r"^(\d{1,2}/\d{1,2}/)(\d{2})(?= |$)")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DAY_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})(?:[- ]|, )(\d{4})")
_AMOUNT = re.compile(r"\d[\d.,'\u00a0\u202f ]*")
_CURRENCY = re.compile(r"^(?:USD|US\$|\$|EUR|€|GBP|£|CAD|AUD)\s*|\s*(?:USD|\$|EUR|€|GBP|£|CAD|AUD)$", re.IGNORECASE)
_MONTHS_LONG = re.compile(
    r"(\d{1,3})(?:\.0+)?\s*(months?|mos?\.?|m|mes(?:es)?|mois|Monate?|years?|yrs?\.?|y|años?|ans?|années?|Jahre?)?",
    re.IGNORECASE,
)
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "on", "checked", "sí", "si", "oui", "ja"})
_NO = frozenset({"no", "n", "false", "f", "0", "off", "unchecked", "non", "nein"})
_MOST_CENTS = 2_000_000_000


def day(text: str, *, day_first: bool = False) -> dt.date | None:
    """A day: ``2026-08-15``, ``8/15/2026`` (month first unless ``day_first``), ``15.08.2026`` (always day first),
    ``8/15/26``, ``2026.08.15.``, ``Aug 15, 2026``, ``15 Aug 2026``, ``15 Aug, 2026``, ``Sat Aug 15, 2026``, or a moment,
    of which the day counts."""
    text = " ".join(text.split())
    if text.casefold() in NOTHING or text in ("0", "0000-00-00"):
        return None
    text = _SHORT_YEAR.sub(r"\g<1>20\2", text, count=1)
    if found := _DOTTED_DAY.fullmatch(text):
        return day_of(int(found[3]), int(found[2]), int(found[1]))
    if day_first and (found := _EUROPEAN_DAY.match(text)):
        return day_of(int(found[3]), int(found[2]), int(found[1]))
    if found := _DAY_NAMED.fullmatch(text):
        return day_of(int(found[3]), _month_of(found[2], text), int(found[1]))
    head, _, rest = text.partition(" ")
    # A week day in front, as Snipe-IT writes it.
    named = NAMED_MONTH.fullmatch(rest if head.rstrip(",").casefold() in _WEEK else text)
    if named is not None and named[2]:
        return day_of(int(named[3]), _month_of(named[1], text), int(named[2]))
    found_moment = moment(text, dt.UTC)
    return None if found_moment is None else found_moment.date()


_WEEK = frozenset(name.casefold() for name in (*calendar.day_name, *calendar.day_abbr))


def _month_of(name: str, text: str) -> int:
    month = MONTHS.get(name.casefold())
    if month is None:
        raise Unreadable(text)
    return month


def cents(text: str) -> int | None:
    """An amount of money in cents: ``1,234.50``, ``$310``, ``1.234,50 €``, ``1 234,50``. Never below zero.

    One separator with three digits behind it is refused when it is a point (``1.234``): thousand or one and a bit?
    """
    bare = _CURRENCY.sub("", text.strip()).strip()
    if bare.casefold() in NOTHING:
        return None
    if not _AMOUNT.fullmatch(bare):
        raise Unreadable(text)
    digits = re.sub(r"[' \u00a0\u202f]", "", bare)
    point = max(digits.rfind("."), digits.rfind(","))
    mark = digits[point] if point >= 0 else ""
    behind = len(digits) - point - 1 if point >= 0 else 0
    others = digits.replace(mark, "") if mark else digits
    if mark and digits.count(mark) == 1 and behind <= 2:
        whole, part = digits[:point], digits[point + 1 :]
    elif mark and behind == 3 and (mark == "," or digits.count(mark) > 1) and not set(others) & {".", ","}:
        whole, part = digits, ""
    elif mark == "." and behind in (4, 5, 6) and digits.count(".") == 1 and set(digits[point + 3 :]) == {"0"}:
        whole, part = digits[:point], digits[point + 1 : point + 3]  # 310.0000, as databases print decimals
    elif not mark:
        whole, part = digits, ""
    else:
        raise Unreadable(text)
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and (not 1 <= len(groups[0]) <= 3 or any(len(one) != 3 for one in groups[1:])):
        raise Unreadable(text)
    found = int("".join(groups) or "0") * 100 + int((part or "0").ljust(2, "0"))
    if found > _MOST_CENTS:
        raise Unreadable(text)
    return found


def yes_no(text: str) -> bool | None:
    word = text.strip().casefold()
    if word in NOTHING:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(text)


def months(text: str) -> int | None:
    """How many months: ``36``, ``36 months``, ``3 years``, ``36 meses``, ``3 Jahre``. At most fifty years."""
    text = text.strip()
    if text.casefold() in NOTHING:
        return None
    found = _MONTHS_LONG.fullmatch(text)
    if found is None:
        raise Unreadable(text)
    number = int(found[1]) * (12 if (found[2] or "m").casefold().startswith(("y", "a", "j")) else 1)
    if number > 600:
        raise Unreadable(text)
    return number


def months_after(start: dt.date, number: int) -> dt.date:
    """The last day of a warranty of so many months from ``start``: the day before the same day of the month."""
    month = start.month - 1 + number
    year, month = start.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, min(start.day, last)) - dt.timedelta(days=1)
