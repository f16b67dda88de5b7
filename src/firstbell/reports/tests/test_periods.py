"""Which days a report is about, and which it is compared with."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.errors import Invalid
from firstbell.people.tests.factories import make_academic_session
from firstbell.reports.queries.periods import period_of

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
WEDNESDAY = dt.date(2026, 3, 11)


@given(DAYS, st.sampled_from(("week", "month")))
def test_what_has_begun_is_compared_with_the_same_days_of_the_last_one(today: dt.date, key: str) -> None:
    period = period_of(key, today=today)
    assert period.first <= today == period.last
    assert period.before_last < period.first
    assert period.before_first < period.before_last or period.before_first == period.before_last
    length, before = period.last - period.first, period.before_last - period.before_first
    assert before <= length
    # A month of 31 days has days that the one before has not.
    assert before == length or period.before_last + dt.timedelta(days=1) == period.first


@given(DAYS, DAYS)
def test_own_dates_are_compared_with_as_many_days_before(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    if (last - first).days >= 3700:
        with pytest.raises(Invalid, match="too long"):
            period_of("own", today=WEDNESDAY, first=first, last=last)
        return
    period = period_of("own", today=WEDNESDAY, first=first, last=last)
    assert period.before_last + dt.timedelta(days=1) == period.first
    assert period.before_last - period.before_first == last - first


@pytest.mark.django_db
def test_terms_and_years_are_the_roster_s() -> None:
    make_academic_session("Fall", kind="semester", start=dt.date(2025, 8, 11), end=dt.date(2025, 12, 20))
    make_academic_session("Spring", kind="semester", start=dt.date(2026, 1, 6), end=dt.date(2026, 6, 6))
    make_academic_session()
    term = period_of("term", today=WEDNESDAY)
    assert (term.first, term.last) == (dt.date(2026, 1, 6), WEDNESDAY)
    assert (term.before_first, term.before_last) == (dt.date(2025, 8, 11), dt.date(2025, 10, 14)), "the same 65 days"
    year = period_of("year", today=WEDNESDAY)
    assert year.first == dt.date(2025, 8, 11)
    assert year.before_first == dt.date(2024, 8, 12), "a Monday as well, a year earlier"


@pytest.mark.django_db
def test_what_cannot_be_meant_says_what_to_do() -> None:
    with pytest.raises(Invalid, match="no term") as missing:
        period_of("term", today=WEDNESDAY)
    assert "own dates" in missing.value.remedy
    with pytest.raises(Invalid) as turned:
        period_of("own", today=WEDNESDAY, first=WEDNESDAY, last=dt.date(2026, 3, 1))
    assert (turned.value.field, turned.value.remedy) == ("to", "Put the earlier day first.")
    with pytest.raises(Invalid, match="No dates"):
        period_of("own", today=WEDNESDAY)
    with pytest.raises(Invalid, match="no period"):
        period_of("decade", today=WEDNESDAY)
