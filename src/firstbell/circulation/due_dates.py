"""Where a loan's due date is computed. Pure: no database, no clock of its own, no settings.

:func:`due_date` takes the moment of lending, the terms that the rules gave (:class:`DueTerms`), the
school's calendar and its time zone, and returns the due date with the lines that explain it.
``queries.lending`` collects the terms; actions, the counter and the policy preview all end up here.

The vocabulary is that of library systems (domain: circulation rule engine): plain days, days moved to
the next open day, school days only, same weekday; a named date as exact date, ceiling or floor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from firstbell.core.calendars import ONE_DAY, SEARCH_LIMIT_DAYS, SchoolDays

Unit = Literal["days", "hours", "same_day", "visits"]
DaysMode = Literal["plain", "move", "school_days", "same_weekday"]
HoursMode = Literal["plain", "close", "open"]
NamedMode = Literal["exact", "no_later", "no_earlier"]

END_OF_DAY = dt.time(23, 59)
_WEEK = 7
# Within this many days a date needs no year to be understood.
_NEAR = 200
_WEEKEND = {"Saturday", "Sunday"}


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date people have a name for, e.g. "School year end"."""

    name: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class DueTerms:
    """What the rules say about one loan. ``length`` None: until it is asked back.

    ``because`` names the rule behind a setting, by rule name: "rule 14 (Loaner × Students)".
    ``last_day`` is the borrower's last day at the school, when it is known; ``visit_days`` are the weekdays (0 is Monday) on
    which the borrower's homeroom comes to the library, for the unit ``visits``.
    """

    length: int | None
    unit: Unit = "days"
    days_mode: DaysMode = "move"
    due_time: dt.time = END_OF_DAY
    hours_mode: HoursMode = "plain"
    opens_at: dt.time = dt.time(7, 30)
    closes_at: dt.time = dt.time(16, 0)
    named: NamedDate | None = None
    named_mode: NamedMode = "exact"
    last_day: dt.date | None = None
    visit_days: frozenset[int] = frozenset()
    because: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueDate:
    """``at`` is aware, in the school's zone; None means no due date. ``lines`` are fit to be read aloud."""

    at: dt.datetime | None
    lines: tuple[str, ...]


def due_date(start: dt.datetime, terms: DueTerms, days: SchoolDays, zone: ZoneInfo) -> DueDate:
    """When something lent at ``start`` (aware) is due. Never before ``start``.

    >>> friday = dt.datetime(2027, 1, 8, 15, tzinfo=dt.timezone.utc)
    >>> due_date(friday, DueTerms(length=1), SchoolDays(), ZoneInfo("UTC")).lines
    ('Due Mon Jan 11: 1 day.', 'Moved from Sat Jan 9: closed Sat Jan 9 to Sun 10 (weekend).')
    """
    return _Reckoning(start.astimezone(zone), terms, days, zone).result()


def day_text(day: dt.date, near: dt.date | None = None) -> str:
    """ "Tue Jan 12", with the year when it is far from ``near``."""
    year = f", {day.year}" if near is not None and abs((day - near).days) > _NEAR else ""
    return f"{day:%a} {day:%b} {day.day}{year}"


def closed_text(days: SchoolDays, closed: Sequence[dt.date]) -> str:
    """Closed days in words: "closed Sat Jan 9 to Mon 11 (Winter break)". Bare weekends give way to named closings."""
    stretches = [(stretch, _reasons(days, stretch)) for stretch in _stretches(closed)]
    named = [(stretch, reasons) for stretch, reasons in stretches if reasons != "weekend"]
    return "closed " + "; ".join(f"{_span(stretch)} ({reasons})" for stretch, reasons in named or stretches[:1])


def _stretches(closed: Sequence[dt.date]) -> list[list[dt.date]]:
    runs: list[list[dt.date]] = []
    for day in closed:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _span(stretch: Sequence[dt.date]) -> str:
    first, last = stretch[0], stretch[-1]
    if first == last:
        return day_text(first)
    end = f"{last:%a} {last.day}" if (first.year, first.month) == (last.year, last.month) else day_text(last)
    return f"{day_text(first)} to {end}"


def _reasons(days: SchoolDays, stretch: Sequence[dt.date]) -> str:
    reasons = list(dict.fromkeys(days.why_closed(day) for day in stretch))
    named = [reason for reason in reasons if reason not in _WEEKEND]
    return ", ".join(named) if named else "weekend"


class _Reckoning:
    """One computation: the date as it stands, and the lines that say how it got there."""

    def __init__(self, now: dt.datetime, terms: DueTerms, days: SchoolDays, zone: ZoneInfo) -> None:
        self.now, self.terms, self.days, self.zone = now, terms, days, zone
        self.today = now.date()
        self.notes: list[str] = []

    def result(self) -> DueDate:
        at, reason = self._base()
        at = self._bounded(at)
        if at is not None:
            at = self._before_leaving(at)
            at = self._never_past(at)
            headline = f"Due {self._moment_text(at)}{reason}."
        else:
            headline = f"No due date{reason}."
        return DueDate(at, (headline, *self.notes))

    # --- the three ways to begin -----------------------------------------------------------------

    def _base(self) -> tuple[dt.datetime | None, str]:
        terms, named = self.terms, self._named()
        if named is not None and terms.named_mode == "exact":
            return self._at(self._kept_open(named.date)), self._because("named_due_date", named.name)
        if terms.length is None:
            return None, self._because("loan_length", "until it is asked back")
        if terms.unit == "hours":
            return self._hourly(terms.length), self._because("loan_length", _counted(terms.length, "hour"))
        if terms.unit == "visits" and terms.visit_days:
            number = max(terms.length, 1)
            text = "the homeroom's next library day" if number == 1 else f"{number} library days of the homeroom"
            return self._at(self._visit(number)), self._because("loan_length", text)
        if terms.unit == "visits":
            self.notes.append("The homeroom has no library day yet: counted in weeks. Enter its library days.")
        weeks = _WEEK if terms.unit == "visits" else 1
        length = 0 if terms.unit == "same_day" else terms.length * weeks
        word = "school day" if terms.days_mode == "school_days" else "day"
        text = "the same day" if length == 0 else _counted(length, word)
        return self._at(self._daily(length)), self._because("loan_length", text)

    def _daily(self, length: int) -> dt.date:
        plain = self.today + length * ONE_DAY
        if self.terms.days_mode == "plain":
            return plain
        if self.terms.days_mode == "school_days":
            day = self.days.add_open_days(self.today, length)
            if day is None:
                return self._without_calendar(plain)
            skipped = self.days.closed_between(self.today + ONE_DAY if length else self.today, day)
            if skipped:
                self.notes.append(f"Not counted: {closed_text(self.days, skipped)}.")
            return day
        if self.days.is_open(plain):
            return plain
        day = self._same_weekday(plain, length) or self.days.next_open(plain)
        return self._without_calendar(plain) if day is None else self._moved(plain, day)

    def _same_weekday(self, day: dt.date, length: int) -> dt.date | None:
        """Weekly loans keep their weekday, as long as the school ever opens on it."""
        keeps = self.terms.days_mode == "same_weekday" and length > 0 and length % _WEEK == 0
        if not keeps or day.weekday() not in self.days.open_weekdays:
            return None
        weeks = (day + n * _WEEK * ONE_DAY for n in range(1, SEARCH_LIMIT_DAYS // _WEEK + 1))
        return next((candidate for candidate in weeks if self.days.is_open(candidate)), None)

    def _visit(self, number: int) -> dt.date:
        """The so-and-so-many-th library day after today; one on a closed day does not take place."""
        day, missed = self.today, list[dt.date]()
        for _ in range(SEARCH_LIMIT_DAYS):
            day += ONE_DAY
            if day.weekday() not in self.terms.visit_days:
                continue
            if not self.days.is_open(day):
                missed.append(day)
                continue
            number -= 1
            if number == 0:
                if missed:
                    self.notes.append(f"No library day: {closed_text(self.days, missed)}.")
                return day
        return self._without_calendar(self.today + _WEEK * ONE_DAY)

    def _hourly(self, hours: int) -> dt.datetime:
        # Hours pass in real time: over a change of the clocks, the wall clock jumps and the loan does not.
        due = (self.now.astimezone(dt.UTC) + dt.timedelta(hours=hours)).astimezone(self.zone)
        if self.terms.hours_mode == "plain" or self._is_opening_time(due):
            return due
        closing = self._at(self.today, self.terms.closes_at)
        if self.terms.hours_mode == "close" and self.days.is_open(self.today) and self.now < closing < due:
            self.notes.append(f"Shortened to closing time, {closing:%H:%M}.")
            return closing
        opening = self._next_opening(due)
        if opening is None:
            self._without_calendar(due.date())
            return due
        self.notes.append(f"Moved to the next opening from {self._moment_text(due)}.")
        return opening

    def _is_opening_time(self, moment: dt.datetime) -> bool:
        in_hours = self.terms.opens_at <= moment.time() <= self.terms.closes_at
        return in_hours and self.days.is_open(moment.date())

    def _next_opening(self, moment: dt.datetime) -> dt.datetime | None:
        day = moment.date() if moment.time() < self.terms.opens_at else moment.date() + ONE_DAY
        opening = self.days.next_open(day)
        return None if opening is None else self._at(opening, self.terms.opens_at)

    # --- what may still change it ----------------------------------------------------------------

    def _named(self) -> NamedDate | None:
        """The named date, unless it is already over: then the ordinary length counts."""
        named = self.terms.named
        if named is not None and named.date < self.today:
            text = f"{named.name} ({day_text(named.date, self.today)}) is over and was not used"
            self.notes.append(f"{text}: enter the next date for it.")
            return None
        return named

    def _bounded(self, at: dt.datetime | None) -> dt.datetime | None:
        named, mode = self.terms.named, self.terms.named_mode
        if named is None or named.date < self.today or mode == "exact":
            return at
        if mode == "no_later" and (at is None or at.date() > named.date):
            self.notes.append(f"Not later than {named.name}{self._because('named_due_date')}.")
            return self._at(self._kept_open(named.date))
        if mode == "no_earlier" and at is not None and at.date() < named.date:
            self.notes.append(f"Not earlier than {named.name}{self._because('named_due_date')}.")
            day = self.days.next_open(named.date)
            return self._at(self._without_calendar(named.date) if day is None else self._moved(named.date, day))
        return at

    def _before_leaving(self, at: dt.datetime) -> dt.datetime:
        last = self.terms.last_day
        if last is None or last < self.today or at.date() <= last:
            return at
        self.notes.append(f"Brought forward from {day_text(at.date(), self.today)}: the borrower's last day.")
        return self._at(last if self.terms.days_mode == "plain" else self._kept_open(last))

    def _kept_open(self, day: dt.date) -> dt.date:
        """A deadline on a closed day is kept by coming earlier, but never before today."""
        if self.days.is_open(day):
            return day
        earlier = self.days.previous_open(day)
        if earlier is None or earlier < self.today:
            return day
        return self._moved(day, earlier)

    def _never_past(self, at: dt.datetime) -> dt.datetime:
        if at > self.now:
            return at
        tomorrow = self.today + ONE_DAY
        day = self.days.next_open(tomorrow) or tomorrow
        self.notes.append(f"Moved to {day_text(day)}: {at:%H:%M} today is over.")
        return self._at(day)

    # --- words -----------------------------------------------------------------------------------

    def _at(self, day: dt.date, time: dt.time | None = None) -> dt.datetime:
        # A wall-clock time that the spring change skips is read as the moment after the gap.
        local = dt.datetime.combine(day, time or self.terms.due_time, tzinfo=self.zone)
        return local.astimezone(dt.UTC).astimezone(self.zone)

    def _moved(self, natural: dt.date, day: dt.date) -> dt.date:
        between = (natural, day - ONE_DAY) if day > natural else (day + ONE_DAY, natural)
        closed = self.days.closed_between(*between)
        self.notes.append(f"Moved from {day_text(natural, self.today)}: {closed_text(self.days, closed)}.")
        return day

    def _without_calendar(self, day: dt.date) -> dt.date:
        self.notes.append(f"The calendar has no school day for {SEARCH_LIMIT_DAYS} days, so it was ignored: check it.")
        return day

    def _because(self, rule_name: str, text: str = "") -> str:
        rule = self.terms.because.get(rule_name, "")
        return "".join((f" because of {rule}" if rule else "", f": {text}" if text else ""))

    def _moment_text(self, at: dt.datetime) -> str:
        show_time = self.terms.unit == "hours" or at.time() != END_OF_DAY
        return day_text(at.date(), self.today) + (f", {at:%H:%M}" if show_time else "")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
