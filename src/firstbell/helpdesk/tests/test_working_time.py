"""Working time: additive, never negative, nothing on closed days, right in the nights the clocks change."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from firstbell.helpdesk.working_time import WorkingTime

CHICAGO = ZoneInfo("America/Chicago")
FIRST = dt.date(2026, 2, 1)
LENGTH = 300  # both changes of the clocks, March 8 and November 1
WHOLE_DAY = (dt.time(0), dt.time(23, 59))

days = st.dictionaries(
    st.integers(0, LENGTH).map(lambda number: FIRST + dt.timedelta(days=number)),
    st.tuples(st.integers(0, 1439), st.integers(0, 1439)).map(
        lambda pair: tuple(dt.time(minute // 60, minute % 60) for minute in sorted(pair))
    ),
    max_size=40,
)
moments = st.integers(0, 315 * 86400).map(
    lambda seconds: dt.datetime(2026, 1, 25, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds)
)


@given(days, moments, moments, moments)
def test_it_adds_up_and_is_never_negative(open_days, one, two, three):  # type: ignore[no-untyped-def]
    time = WorkingTime.of_days(open_days, CHICAGO)
    a, b, c = sorted((one, two, three))
    assert time.between(a, c) == time.between(a, b) + time.between(b, c)
    assert time.between(a, b) >= 0
    assert time.between(b, a) == 0 or a == b
    assert time.between(a, b) <= (b - a).total_seconds()


@given(days, moments, st.integers(1, 400_000))
def test_the_due_time_is_where_so_much_time_has_passed(open_days, start, seconds):  # type: ignore[no-untyped-def]
    time = WorkingTime.of_days(open_days, CHICAGO)
    due = time.after(start, seconds)
    if due is None:
        assert time.between(start, dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) < seconds
    else:
        assert time.between(start, due) == seconds
        assert time.between(start, due - dt.timedelta(seconds=1)) == seconds - 1


@given(days, st.integers(0, LENGTH), moments, moments)
def test_a_closed_day_adds_nothing(open_days, number, one, two):  # type: ignore[no-untyped-def]
    closed = FIRST + dt.timedelta(days=number)
    open_days.pop(closed, None)
    time = WorkingTime.of_days(open_days, CHICAGO)
    start = dt.datetime.combine(closed, dt.time(), tzinfo=CHICAGO)
    end = dt.datetime.combine(closed + dt.timedelta(days=1), dt.time(), tzinfo=CHICAGO)
    assert time.between(start, end) == 0
    first, last = sorted((one, two))
    more = WorkingTime.of_days({**open_days, closed: WHOLE_DAY}, CHICAGO)
    assert more.between(first, last) >= time.between(first, last)


def test_the_nights_the_clocks_change() -> None:
    """A day that is open all night long has an hour less in March and an hour more in November."""
    usual, spring, fall = dt.date(2026, 3, 7), dt.date(2026, 3, 8), dt.date(2026, 11, 1)
    time = WorkingTime.of_days({day: (dt.time(0), dt.time(12)) for day in (usual, spring, fall)}, CHICAGO)

    def hours(day: dt.date) -> float:
        start = dt.datetime.combine(day, dt.time(), tzinfo=CHICAGO)
        return time.between(start, start + dt.timedelta(days=1)) / 3600

    assert (hours(usual), hours(spring), hours(fall)) == (12, 11, 13)


def test_over_the_weekend() -> None:
    friday, monday = dt.date(2026, 11, 20), dt.date(2026, 11, 23)
    bells = (dt.time(8), dt.time(15))
    time = WorkingTime.of_days({friday: bells, monday: bells}, CHICAGO)
    start = dt.datetime(2026, 11, 20, 14, 30, tzinfo=CHICAGO)
    assert time.after(start, 3600) == dt.datetime(2026, 11, 23, 8, 30, tzinfo=CHICAGO)
    assert time.after(start, 1800) == dt.datetime(2026, 11, 20, 15, 0, tzinfo=CHICAGO)
    assert time.after(start, 9 * 3600) is None
    assert time.next_start(dt.datetime(2026, 11, 21, tzinfo=CHICAGO)) == dt.datetime(2026, 11, 23, 8, tzinfo=CHICAGO)
