"""A source out of what somebody typed, and to and from plain data for keeping it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from firstbell.core.errors import Invalid
from firstbell.library.citations.figures import doi_address
from firstbell.library.citations.sources import SEASONS, Date, Kind, Name, Role, Source
from firstbell.library.citations.text import smart

#: Plain words of a source, and how long each may be.
TEXTS: dict[str, int] = {
    "title": 500, "container": 300, "database": 120, "edition": 80, "volume": 30, "number": 30, "season": 30, "pages": 60,
    "publisher": 200, "place": 120, "location": 200, "medium": 120, "version": 80, "doi": 200, "url": 2000,
}  # fmt: skip
#: What is printed as it is.
_ADDRESSES = ("doi", "url")
MOST_PEOPLE = 60
_SCHEME = re.compile(r"^https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"^(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?$", re.IGNORECASE)


def read_source(data: Mapping[str, Any]) -> Source:
    """A source of plain data as :func:`as_data` makes it, or of a form's fields.

    ``people``: lists of names by role, each “Family, Given” (or text with one a line). ``year``, ``month``, ``day``,
    ``until``, ``original_year``: numbers or digits; ``part``: a season of the year; ``accessed``: a date or ISO.
    Unknown keys are ignored. Raises Invalid with the field.
    """
    kind = str(data.get("kind", ""))
    if kind not in Kind.__members__.values():
        raise Invalid("That kind of source is not known.", remedy="Choose one from the list.", field="kind")
    texts = {name: _text(name, data.get(name)) for name in TEXTS}
    texts["url"], texts["doi"] = _url(texts["url"]), _doi(texts["doi"])
    return Source(
        Kind(kind),
        people=_people(data.get("people") or {}),
        date=_date(data),
        original_year=_number(data, "original_year", -3000, 2200),
        accessed=_day(data.get("accessed")),
        **texts,
    )


def as_data(source: Source) -> dict[str, Any]:
    """Plain data without what is empty; :func:`read_source` reads it back."""
    found: dict[str, Any] = {"kind": str(source.kind)}
    found |= {name: getattr(source, name) for name in TEXTS}
    found["people"] = {str(role): [one.typed for one in source.who(role)] for role in Role if source.who(role)}
    date = source.date
    found |= {"year": date.year, "month": date.month, "day": date.day, "part": date.season, "until": date.until}
    found["original_year"] = source.original_year
    found["accessed"] = source.accessed.isoformat() if source.accessed else ""
    return {name: value for name, value in found.items() if value not in ("", None, {})}


def _text(name: str, value: Any) -> str:
    said = " ".join(str(value or "").replace("\x00", "").split())
    if len(said) > TEXTS[name]:
        raise Invalid(f"That is longer than {TEXTS[name]} letters.", remedy="Shorten it.", field=name)
    return said if name in _ADDRESSES else smart(said)


def _url(url: str) -> str:
    if not url or _SCHEME.match(url):
        return url
    if _BARE_ADDRESS.match(url):
        return f"https://{url}"
    raise Invalid(
        f"“{url[:60]}” is no web address.", remedy="Copy it from the browser: it begins with https://.", field="url"
    )


def _doi(doi: str) -> str:
    if not doi:
        return ""
    found = doi_address(doi)
    if not found:
        raise Invalid(f"“{doi[:60]}” is no DOI.", remedy="It begins with 10. and has a slash in it.", field="doi")
    return found.removeprefix("https://doi.org/")


def _people(given: Mapping[str, Any]) -> tuple[tuple[Role, Name], ...]:
    found = []
    for role in Role:
        value = given.get(role, ())
        lines = value.splitlines() if isinstance(value, str) else [str(one) for one in value]
        names = [name for one in lines if (name := Name.read(one[:200])).family]
        if len(names) > MOST_PEOPLE:
            raise Invalid(f"More than {MOST_PEOPLE} people.", remedy="The first ones will do.", field=f"{role}s")
        found += [(role, name) for name in names]
    return tuple(found)


def _date(data: Mapping[str, Any]) -> Date:
    year = _number(data, "year", -3000, 2200)
    month, day = _number(data, "month", 1, 12), _number(data, "day", 1, 31)
    part, until = str(data.get("part") or "").lower(), _number(data, "until", -3000, 2200)
    if part and part not in SEASONS:
        raise Invalid("That is no season.", remedy="Choose one from the list.", field="part")
    if year is None and (month or day or part):
        raise Invalid("A month or day needs its year.", remedy="Write the year, too.", field="year")
    if day and not month:
        raise Invalid("A day needs its month.", remedy="Choose the month, too.", field="month")
    if year and month and day:
        try:
            dt.date(max(year, 1), month, day)
        except ValueError:
            raise Invalid("There is no such day.", remedy="Look at the day and the month.", field="day") from None
    if until is not None and (year is None or until <= year):
        raise Invalid("The last year comes after the first.", remedy="Leave it empty for one year.", field="until")
    return Date(year, None if part else month, None if part else day, part, until)


def _number(data: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    value = data.get(name)
    if value is None or str(value).strip() == "":
        return None
    said = str(value).strip()
    if not re.fullmatch(r"-?\d{1,4}", said) or not least <= int(said) <= most:
        raise Invalid(f"“{said[:20]}” is no {name.replace('_', ' ')}.", remedy="Write it in digits.", field=name)
    return int(said)


def _day(value: Any) -> dt.date | None:
    if not value or isinstance(value, dt.date):
        return value or None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise Invalid("That is no date.", remedy="Write it as 2026-11-25.", field="accessed") from None
