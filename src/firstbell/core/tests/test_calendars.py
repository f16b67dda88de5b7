"""School-day arithmetic."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.calendars import DayException, SchoolDays

DAY = dt.timedelta(days=1)
dates = st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31))
calendars = st.builds(
    SchoolDays,
    open_weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    exceptions=st.dictionaries(dates, st.builds(DayException, is_open=st.booleans(), reason=st.just("x")), max_size=40),
)
MONDAY = dt.date(2026, 11, 23)


@given(calendars, dates, st.integers(0, 30))
def test_adding_open_days_counts_exactly_the_open_days(days: SchoolDays, start: dt.date, count: int) -> None:
    end = days.add_open_days(start, count)
    assert end is not None
    assert days.is_open(end)
    if count:
        assert days.open_between(start + DAY, end) == count


@given(calendars, dates)
def test_next_and_previous_open_days_are_the_nearest(days: SchoolDays, start: dt.date) -> None:
    after, before = days.next_open(start), days.previous_open(start)
    assert after is not None
    assert before is not None
    assert days.closed_between(start, after - DAY) == [start + DAY * n for n in range((after - start).days)]
    assert days.open_between(before + DAY, start) == 0


def test_a_calendar_that_never_opens_says_so_instead_of_looping() -> None:
    never = SchoolDays(open_weekdays=frozenset())
    assert never.next_open(MONDAY) is None
    assert never.previous_open(MONDAY) is None
    assert never.add_open_days(MONDAY, 3) is None


def test_an_open_saturday_wins_over_its_weekday() -> None:
    saturday = dt.date(2026, 11, 28)
    days = SchoolDays(exceptions={saturday: DayException(True, "Make-up day")})
    assert days.next_open(saturday) == saturday
    assert days.why_closed(saturday + DAY) == "Sunday"


def test_why_closed_names_the_closing() -> None:
    thanksgiving = dt.date(2026, 11, 26)
    days = SchoolDays(exceptions={thanksgiving: DayException(False, "Thanksgiving")})
    assert days.why_closed(thanksgiving) == "Thanksgiving"
    assert days.add_open_days(thanksgiving - DAY, 1) == thanksgiving + DAY
