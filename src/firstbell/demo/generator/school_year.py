"""The school year around a day: its terms, its closings, and its short days.

Holidays are the federal ones of the United States a school year meets (5 U.S.C. 6103), breaks are the usual ones;
no district's real calendar is meant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

DayKind = Literal["closed", "early release", "assembly"]

MONDAY, WEDNESDAY, THURSDAY, FRIDAY = 0, 2, 3, 4
# A new year's files begin to appear in July.
_ROLL_OVER_MONTH = 7


@dataclass(frozen=True)
class Session:
    """A row of academicSessions.csv. `end` is exclusive, as OneRoster wants it."""

    sourced_id: str
    title: str
    kind: str
    start: date
    end: date
    parent: str


@dataclass(frozen=True)
class Day:
    """A stretch of days unlike others. `end` is exclusive, as in iCalendar."""

    start: date
    end: date
    title: str
    kind: DayKind


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


def school_year_of(today: date) -> int:
    """The year in which the school year around `today` ends: what OneRoster calls schoolYear."""
    return today.year + 1 if today.month >= _ROLL_OVER_MONTH else today.year


@dataclass(frozen=True)
class SchoolYear:
    """The school year that ends in `year`."""

    year: int

    @property
    def start(self) -> date:
        return _nth(self.year - 1, 8, WEDNESDAY, 2)

    @property
    def end(self) -> date:
        """The day after the last school day: a Saturday."""
        return _last_monday_of_may(self.year) + timedelta(days=12)

    @property
    def winter_break(self) -> tuple[date, date]:
        """From the Saturday before Christmas week, two weeks and a day, to a Tuesday."""
        christmas = date(self.year - 1, 12, 25)
        monday = christmas - timedelta(days=christmas.weekday())
        return monday - timedelta(days=2), monday + timedelta(days=15)

    def sessions(self) -> list[Session]:
        """School year, two semesters, four grading periods; parents before children."""
        winter, spring = self.winter_break
        first_quarter = _nth(self.year - 1, 10, MONDAY, 2) + timedelta(days=5)
        third_quarter = _nth(self.year, 3, FRIDAY, 2) + timedelta(days=1)
        year = f"ses-{self.year}"
        fall, late = f"{year}-s1", f"{year}-s2"
        return [
            Session(year, f"{self.year - 1}-{self.year}", "schoolYear", self.start, self.end, ""),
            Session(fall, "Fall Semester", "semester", self.start, winter, year),
            Session(late, "Spring Semester", "semester", spring, self.end, year),
            Session(f"{year}-q1", "Quarter 1", "gradingPeriod", self.start, first_quarter, fall),
            Session(f"{year}-q2", "Quarter 2", "gradingPeriod", first_quarter, winter, fall),
            Session(f"{year}-q3", "Quarter 3", "gradingPeriod", spring, third_quarter, late),
            Session(f"{year}-q4", "Quarter 4", "gradingPeriod", third_quarter, self.end, late),
        ]

    def days(self, school: int) -> list[Day]:
        """Everything on the calendar of the school at position `school`, in order of date."""
        days = [*self._closings(), *self._short_days(), *self._own_days(school)]
        return sorted(days, key=lambda day: (day.start, day.title))

    def _closings(self) -> Iterator[Day]:
        before, year = self.year - 1, self.year
        thanksgiving = _nth(before, 11, THURSDAY, 4)
        spring = _nth(year, 3, MONDAY, 3)
        for start, length, title in (
            (_nth(before, 9, MONDAY, 1), 1, "Labor Day"),
            (_nth(before, 10, MONDAY, 2), 1, "Columbus Day / Indigenous Peoples' Day"),
            (_nth(before, 10, MONDAY, 2) + timedelta(days=1), 1, "Staff development, no students"),
            (date(before, 11, 11), 1, "Veterans Day"),
            (thanksgiving - timedelta(days=1), 3, "Thanksgiving break"),
            (self.winter_break[0], (self.winter_break[1] - self.winter_break[0]).days, "Winter break"),
            (_nth(year, 1, MONDAY, 3), 1, "Martin Luther King Jr. Day"),
            (_nth(year, 2, MONDAY, 3), 1, "Presidents' Day"),
            (spring, 5, "Spring break"),
            (_nth(year, 4, FRIDAY, 3), 1, "Staff development, no students"),
            (_last_monday_of_may(year), 1, "Memorial Day"),
            (self.end, (SchoolYear(year + 1).start - self.end).days, "Summer break"),
        ):
            yield Day(start, start + timedelta(days=length), title, "closed")

    def _short_days(self) -> Iterator[Day]:
        closed = [(day.start, day.end) for day in self._closings()]
        for offset in range(10):
            month = (8 + offset) % 12 + 1
            day = _nth(self.year - 1 if month > 8 else self.year, month, WEDNESDAY, 1)
            if day < self.end and not any(start <= day < end for start, end in closed):
                yield Day(day, day + timedelta(days=1), "Early release, teacher collaboration", "early release")

    def _own_days(self, school: int) -> Iterator[Day]:
        """What only one school has: an assembly each, and at every third a day the water failed."""
        assembly = _nth(self.year - 1, 9, FRIDAY, 2 + school % 3)
        yield Day(assembly, assembly + timedelta(days=1), "Fall assembly", "assembly")
        assembly = _nth(self.year, 4, FRIDAY, 1 + school % 2)
        yield Day(assembly, assembly + timedelta(days=1), "Spring assembly", "assembly")
        if school % 3 == 1:
            closing = _nth(self.year - 1, 10, THURSDAY, 1) + timedelta(days=14)
            yield Day(closing, closing + timedelta(days=1), "Closed: water main break", "closed")
