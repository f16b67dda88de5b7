"""The limits of a search as conditions on the documents. For this folder only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from firstbell.core.bulk import moment
from firstbell.inventory.models import Status
from firstbell.library.models import NOT_ON_LIST, Heading, ReadingLevel, Title
from firstbell.library.queries._match import Conditions
from firstbell.library.queries.levels import Level, letters_as_numbers

#: What a search can be limited by, with what the value may be.
LIMITS: Mapping[str, str] = {
    "format": "a Title.Format",
    "language": "a MARC code: eng, spa",
    "fiction": "yes or no",
    "audience": "a Title.Audience",
    "lexile": "600-700",
    "grade": "reading or interest for a grade: 3 or 2-4; kindergarten 0",
    "atos": "3.5-4.5: ATOS book level (Accelerated Reader)",
    "fp": "L-N: Fountas & Pinnell",
    "pages": "1-100",
    "level": "mine: the level and grade that the reader chose",
    "genre": "words of a genre, folded",
    "heading": "the id of a heading",
    "dewey": "500-599",
    "year": "2010-2020",
    "available": "yes: a copy is on the shelf, here if “school” is set",
    "school": "the id of a school that has a copy, or mine",
    "new": "yes: came within 90 days",
}
#: On a shelf, or in a classroom's: a reader can go and take it.
ON_SHELF = (Status.AVAILABLE, Status.PLACED)
NEW_DAYS = 90

_SPAN = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(?:[-–]\s*(-?\d+(?:\.\d+)?)\s*)?$")
_NOTHING = "1=0"


def conditions_of(
    limits: Mapping[str, str],
    *,
    at: int | None,
    lexile: tuple[int, int] | None,
    grade: int | None,
    level: Level | None = None,
) -> Conditions:
    """All of them together. A value that makes no sense is no limit: links are typed and shortened."""
    found = Conditions()
    limits = {name: value.replace("\x00", " ") for name, value in limits.items()}  # PostgreSQL takes none
    for name, value in limits.items():
        if name in _CODED and value in _CODED[name]:
            found = found.and_(f"d.{name} = %s", value)
        elif name == "language" and len(value) == 3:
            found = found.and_("d.language = %s", value)
        elif name == "fiction" and value in ("yes", "no"):
            found = found.and_("d.is_fiction = %s", value == "yes")
        elif name == "new" and value == "yes":
            found = found.and_("d.added_at >= %s", moment(timezone.now() - dt.timedelta(days=NEW_DAYS)))
        elif name in _SPANS and (span := span_of(value)):
            found = _SPANS[name](found, span)
        elif name in ("genre", "heading"):
            found = _with_heading(found, name, value)
        elif name == "fp" and (letters := letters_as_numbers(value)):
            found = _on_scheme(found, ReadingLevel.Scheme.FOUNTAS_PINNELL, letters)
    if limits.get("level") == "mine":
        found = _at_level(found, lexile, grade, level)
    school = _school(limits, at)
    if limits.get("available") == "yes":
        return _with_copy(found, school, ON_SHELF)
    return found if school is None else _with_copy(found, school, ())


def _with_heading(found: Conditions, name: str, value: str) -> Conditions:
    """Of this genre, by its folded words; or with this very heading, by its id."""
    if name == "heading" and not is_id(value):
        return found
    used = "EXISTS (SELECT 1 FROM library_titleheading u JOIN library_heading h ON h.id = u.heading_id WHERE u.title_id = d.title_id"
    if name == "heading":
        return found.and_(f"{used} AND h.id = %s)", int(value))
    return found.and_(f"{used} AND h.kind = %s AND h.norm = %s)", Heading.Kind.GENRE.value, value)


def _on_scheme(found: Conditions, scheme: str, span: tuple[float, float]) -> Conditions:
    """The title has a level of this scheme within the span."""
    return found.and_(
        "EXISTS (SELECT 1 FROM library_readinglevel l WHERE l.title_id = d.title_id AND l.scheme = %s AND l.low <= %s AND l.high >= %s)",
        str(scheme),
        span[1],
        span[0],
    )


def _at_level(found: Conditions, lexile: tuple[int, int] | None, grade: int | None, level: Level | None) -> Conditions:
    if level is not None:
        return found.and_(*_as_sql(conditions_of({level.limit: level.value}, at=None, lexile=None, grade=None)))
    if lexile is not None:
        return _overlaps(found, "lexile", lexile)
    return found if grade is None else _for_grades(found, (grade, grade))


def _as_sql(conditions: Conditions) -> tuple[Any, ...]:
    return (" AND ".join(conditions.sql) or "1=1", *conditions.values)


def _school(limits: Mapping[str, str], at: int | None) -> int | None:
    value = limits.get("school", "")
    return at if value == "mine" else int(value) if is_id(value) else None


def _with_copy(found: Conditions, school: int | None, states: tuple[str, ...]) -> Conditions:
    wanted = states or NOT_ON_LIST
    sql = (
        "EXISTS (SELECT 1 FROM inventory_item i WHERE i.product_id = d.title_id AND i.merged_into_id IS NULL "  # noqa: S608  no value in it
        f"AND i.status {'IN' if states else 'NOT IN'} ({', '.join(['%s'] * len(wanted))})"
    )
    values: list[object] = [str(one) for one in wanted]
    if school is not None:
        sql, values = sql + " AND i.organisation_id = %s", [*values, school]
    return found.and_(sql + ")", *values)


def _overlaps(found: Conditions, scheme: str, span: tuple[float, float]) -> Conditions:
    return found.and_(f"d.{scheme}_low <= %s AND d.{scheme}_high >= %s", span[1], span[0])


def _for_grades(found: Conditions, span: tuple[float, float]) -> Conditions:
    """For these grades by interest; where that is not said, by reading level."""
    return found.and_(
        "((d.interest_low <= %s AND d.interest_high >= %s) OR "
        "(d.interest_low IS NULL AND d.grade_low < %s AND d.grade_high >= %s))",
        span[1],
        span[0],
        span[1] + 1,
        span[0],
    )


def span_of(text: str) -> tuple[float, float] | None:
    """``600-700`` or ``3``; None for what is no span."""
    found = _SPAN.match(text[:30])
    if found is None:
        return None
    low = float(found.group(1))
    high = float(found.group(2)) if found.group(2) else low
    return (min(low, high), max(low, high))


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


_CODED: Mapping[str, Sequence[str]] = {"format": Title.Format.values, "audience": Title.Audience.values}
_SPANS: Mapping[str, Callable[[Conditions, tuple[float, float]], Conditions]] = {
    "lexile": lambda found, span: _overlaps(found, "lexile", span),
    "grade": _for_grades,
    "atos": lambda found, span: _on_scheme(found, ReadingLevel.Scheme.ATOS, span),
    "pages": lambda found, span: found.and_("d.pages >= %s AND d.pages <= %s", *span),
    "dewey": lambda found, span: found.and_("d.dewey >= %s AND d.dewey < %s", span[0], span[1] + 1),
    "year": lambda found, span: found.and_("d.year >= %s AND d.year <= %s", *span),
}
