"""Quiet hours, across midnight and the two nights the clock is changed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.notifications.quiet import is_quiet, quiet_until

ZONES = st.sampled_from(
    ["America/Chicago", "America/Phoenix", "Pacific/Honolulu", "Europe/Vienna", "Australia/Lord_Howe"]
)
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0, fold=0))


def minutes_from(first: dt.datetime, days: int) -> st.SearchStrategy[dt.datetime]:
    return st.integers(0, days * 24 * 60).map(lambda minutes: first + dt.timedelta(minutes=minutes))


# Ordinary days and, twice as likely, the days around both changes of the clock.
MOMENTS = st.one_of(
    minutes_from(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), 730),
    minutes_from(dt.datetime(2026, 3, 7, tzinfo=dt.UTC), 3),
    minutes_from(dt.datetime(2026, 10, 31, tzinfo=dt.UTC), 3),
)


@given(MOMENTS, ZONES, TIMES, TIMES)
def test_quiet_ends_at_the_first_moment_that_may_be_used(
    moment: dt.datetime, zone_name: str, starts: dt.time, ends: dt.time
) -> None:
    zone = ZoneInfo(zone_name)
    end = quiet_until(moment, zone, starts=starts, ends=ends)
    if end is None:
        assert not is_quiet(moment, zone, starts=starts, ends=ends)
        return
    assert moment < end <= moment + dt.timedelta(hours=25)
    assert not is_quiet(end, zone, starts=starts, ends=ends)
    assert is_quiet(end - dt.timedelta(minutes=1), zone, starts=starts, ends=ends)


@given(MOMENTS, ZONES, TIMES)
def test_equal_times_mean_no_quiet_hours(moment: dt.datetime, zone_name: str, time: dt.time) -> None:
    assert quiet_until(moment, ZoneInfo(zone_name), starts=time, ends=time) is None


def test_across_midnight() -> None:
    zone = ZoneInfo("America/Chicago")
    late = dt.datetime(2026, 12, 4, 23, 0, tzinfo=zone)
    end = quiet_until(late, zone, starts=dt.time(20), ends=dt.time(6, 30))
    assert end == dt.datetime(2026, 12, 5, 6, 30, tzinfo=zone)


def test_a_time_that_spring_skips_ends_them_when_the_clock_is_put_forward() -> None:
    zone = ZoneInfo("America/Chicago")
    night = dt.datetime(2026, 3, 8, 1, 0, tzinfo=zone)
    end = quiet_until(night, zone, starts=dt.time(22), ends=dt.time(2, 30))
    assert end is not None
    assert end.astimezone(zone).time() == dt.time(3)
