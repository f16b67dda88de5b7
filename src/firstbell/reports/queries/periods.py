"""Which days a report is about, and which it is compared with: the same stretch of the period before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from firstbell.core.errors import Invalid
from firstbell.people.models import AcademicSession

KEYS = {
    "week": "This week", "month": "This month", "term": "This term", "year": "This school year", "own": "Own dates",
}  # fmt: skip
MOST_DAYS = 3700
_ONE = dt.timedelta(days=1)
_Kind = AcademicSession.Kind
#: What a school calls a term, the longest last.
_TERMS = (_Kind.TERM, _Kind.SEMESTER, _Kind.GRADING_PERIOD)


@dataclass(frozen=True, slots=True)
class Period:
    """All days are included. ``last`` is never after today: a week that has begun is compared with the same days of the last."""

    key: str
    first: dt.date
    last: dt.date
    before_first: dt.date
    before_last: dt.date

    @property
    def words(self) -> str:
        return _words(self.first, self.last)

    @property
    def before_words(self) -> str:
        return _words(self.before_first, self.before_last)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def unit(self) -> str:
        """In which steps a line goes through it."""
        return "day" if self.days <= 31 else "week" if self.days <= 200 else "month"


def _words(first: dt.date, last: dt.date) -> str:
    if first == last:
        return f"{first:%b %-d, %Y}"
    start = f"{first:%b %-d}" if first.year == last.year else f"{first:%b %-d, %Y}"
    return f"{start} to {last:%b %-d, %Y}"


def period_of(key: str, *, today: dt.date, first: dt.date | None = None, last: dt.date | None = None) -> Period:
    """One query for terms and school years, else none. Raises Invalid with what is missing."""
    if key == "week":
        monday = today - dt.timedelta(days=today.weekday())
        return _so_far(key, monday, today, monday - dt.timedelta(days=7), monday - _ONE)
    if key == "month":
        start = today.replace(day=1)
        return _so_far(key, start, today, (start - _ONE).replace(day=1), start - _ONE)
    if key == "term":
        return _session(key, _TERMS, today)
    if key == "year":
        return _session(key, (_Kind.SCHOOL_YEAR,), today)
    if key == "own":
        return _own(first, last, today)
    raise Invalid(f"There is no period “{key}”.", remedy=f"Choose one of {', '.join(KEYS)}.", field="period")


def _so_far(key: str, first: dt.date, last: dt.date, before_first: dt.date, before_end: dt.date) -> Period:
    return Period(key, first, last, before_first, min(before_first + (last - first), before_end))


def _session(key: str, kinds: Sequence[str], today: dt.date) -> Period:
    rows = AcademicSession.objects.filter(kind__in=kinds, closed_at=None, start_date__lte=today).order_by("start_date")
    known = list(rows)
    current = next((one for kind in kinds for one in known if one.kind == kind and one.end_date > today), None)
    if current is None:
        word = "school year" if key == "year" else "term"
        raise Invalid(
            f"The roster knows no {word} that {today:%b %-d, %Y} is in.",
            remedy="Choose another period or own dates, or import the academic sessions with the roster.",
            field="period",
        )
    earlier = [one for one in known if one.kind == current.kind and one.end_date <= current.start_date]
    if earlier:
        return _so_far(key, current.start_date, today, earlier[-1].start_date, earlier[-1].end_date - _ONE)
    back = dt.timedelta(days=364) if key == "year" else (today - current.start_date) + _ONE
    return _so_far(key, current.start_date, today, current.start_date - back, current.start_date - _ONE)


def _own(first: dt.date | None, last: dt.date | None, today: dt.date) -> Period:
    if first is None and last is None:
        raise Invalid("No dates are given.", remedy="Say from which day to which.", field="from")
    last = last or today
    first = first or last
    if last < first:
        raise Invalid(
            f"{last:%b %-d, %Y} is before {first:%b %-d, %Y}.", remedy="Put the earlier day first.", field="to"
        )
    if (last - first).days >= MOST_DAYS or first.year < 1990:
        raise Invalid(f"{_words(first, last)} is too long.", remedy="Choose at most ten years.", field="from")
    return Period("own", first, last, first - (last - first) - _ONE, first - _ONE)
