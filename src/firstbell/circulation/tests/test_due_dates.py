"""The pure due date, by the edge cases of the domain's list (their numbers are in the test names)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.circulation.due_dates import DueDate, DueTerms, NamedDate, due_date
from firstbell.core.calendars import DayException, SchoolDays

CHICAGO = ZoneInfo("America/Chicago")
WEEK = SchoolDays()


def closed(reasons: Mapping[str, str]) -> SchoolDays:
    """Monday to Friday but for these ISO days."""
    days = {dt.date.fromisoformat(day): DayException(False, reason) for day, reason in reasons.items()}
    return replace(WEEK, exceptions=days)


def stretch(first: str, last: str, reason: str) -> dict[str, str]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return {str(start + dt.timedelta(days=n)): reason for n in range((end - start).days + 1)}


def at(text: str, zone: ZoneInfo = CHICAGO) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def due(start: str, terms: DueTerms, days: SchoolDays = WEEK) -> DueDate:
    return due_date(at(start), terms, days, CHICAGO)


def day(start: str, terms: DueTerms, days: SchoolDays = WEEK) -> str:
    moment = due(start, terms, days).at
    assert moment is not None
    return moment.date().isoformat()


def test_01_due_on_sunday_rolls_to_monday() -> None:
    assert day("2027-01-08 07:51", DueTerms(length=2)) == "2027-01-11"


def test_02_sixteen_closed_days_of_winter_break() -> None:
    calendar = closed(stretch("2026-12-19", "2027-01-03", "Winter break"))
    answer = due("2026-12-18 08:00", DueTerms(length=1), calendar)
    assert answer.at is not None
    assert answer.at.date() == dt.date(2027, 1, 4)
    assert answer.lines[1] == "Moved from Sat Dec 19: closed Sat Dec 19 to Sun Jan 3 (Winter break)."


def test_05_single_open_day_on_a_closed_weekday() -> None:
    open_saturday = replace(WEEK, exceptions={dt.date(2027, 1, 9): DayException(True, "Make-up day")})
    assert day("2027-01-08 08:00", DueTerms(length=1), open_saturday) == "2027-01-09"
    assert day("2027-01-08 08:00", DueTerms(length=1, days_mode="school_days"), open_saturday) == "2027-01-09"


def test_07_never_open_ignores_the_calendar_with_a_note() -> None:
    never = SchoolDays(open_weekdays=frozenset())
    for mode in ("move", "school_days", "same_weekday"):
        answer = due("2027-01-08 08:00", DueTerms(length=7, days_mode=mode), never)
        assert answer.at is not None
        assert answer.at.date() == dt.date(2027, 1, 15)
        assert "366 days" in answer.lines[1]


def test_08_changes_of_the_clocks() -> None:
    # 14 March 2027, 02:00 becomes 03:00; 7 November 2027, 02:00 becomes 01:00.
    spring = due("2027-03-12 15:00", DueTerms(length=2, days_mode="plain")).at
    autumn = due("2027-11-05 15:00", DueTerms(length=2, days_mode="plain")).at
    assert spring is not None
    assert autumn is not None
    assert (spring.hour, spring.minute, spring.utcoffset()) == (23, 59, dt.timedelta(hours=-5))
    assert (autumn.hour, autumn.minute, autumn.utcoffset()) == (23, 59, dt.timedelta(hours=-6))
    hourly = due("2027-03-13 22:00", DueTerms(length=6, unit="hours")).at
    assert hourly is not None
    assert (hourly.date(), hourly.hour) == (dt.date(2027, 3, 14), 5)
    skipped = due("2027-03-13 22:00", DueTerms(length=1, days_mode="plain", due_time=dt.time(2, 30))).at
    assert skipped is not None
    assert skipped.hour == 3


def test_09_no_days_is_today() -> None:
    assert day("2027-01-08 08:00", DueTerms(length=0)) == "2027-01-08"
    same_day = due("2027-01-08 08:00", DueTerms(length=5, unit="same_day", due_time=dt.time(15, 30)))
    assert same_day.lines == ("Due Fri Jan 8, 15:30: the same day.",)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("plain", "2027-01-08 18:00"), ("close", "2027-01-08 16:00"), ("open", "2027-01-11 07:30")],
)
def test_10_hourly_loan_past_closing(mode: str, expected: str) -> None:
    terms = DueTerms(length=4, unit="hours", hours_mode=mode)  # type: ignore[arg-type]
    assert due("2027-01-08 14:00", terms).at == at(expected)


def test_10_hourly_loan_made_after_closing_waits_for_the_opening() -> None:
    terms = DueTerms(length=2, unit="hours", hours_mode="close")
    assert due("2027-01-08 17:00", terms).at == at("2027-01-11 07:30")


def test_11_school_days_count_open_days_only() -> None:
    calendar = closed({"2027-01-11": "Staff day"})
    answer = due("2027-01-07 08:00", DueTerms(length=3, days_mode="school_days"), calendar)
    assert answer.at is not None
    assert answer.at.date() == dt.date(2027, 1, 13)
    assert answer.lines == ("Due Wed Jan 13: 3 school days.", "Not counted: closed Sat Jan 9 to Mon 11 (Staff day).")


def test_12_and_14_weekly_loans_keep_their_weekday() -> None:
    fridays = closed({"2027-01-22": "Closed", "2027-01-29": "Closed", "2027-02-05": "Closed"})
    weekly = DueTerms(length=14, days_mode="same_weekday")
    assert day("2027-01-08 08:00", weekly, fridays) == "2027-02-12"
    assert day("2027-01-08 08:00", replace(weekly, length=13), fridays) == "2027-01-21"
    assert day("2027-01-09 08:00", replace(weekly, length=13), fridays) == "2027-01-25"


def test_13_weekday_that_is_never_open_moves_by_a_day() -> None:
    assert day("2027-01-09 08:00", DueTerms(length=14, days_mode="same_weekday")) == "2027-01-25"


def test_15_named_date_before_exactly_after() -> None:
    named = NamedDate("School year end", dt.date(2027, 5, 28))
    base = DueTerms(length=14, named=named)
    assert day("2027-01-08 08:00", replace(base, named_mode="exact")) == "2027-05-28"
    assert day("2027-05-20 08:00", replace(base, named_mode="no_later")) == "2027-05-28"
    assert day("2027-01-08 08:00", replace(base, named_mode="no_later")) == "2027-01-22"
    assert day("2027-01-08 08:00", replace(base, named_mode="no_earlier")) == "2027-05-28"
    assert day("2027-05-20 08:00", replace(base, named_mode="no_earlier")) == "2027-06-03"
    without_length = replace(base, length=None)
    assert day("2027-01-08 08:00", replace(without_length, named_mode="no_later")) == "2027-05-28"
    assert due("2027-01-08 08:00", replace(without_length, named_mode="no_earlier")).at is None


def test_16_named_date_on_a_closed_day() -> None:
    named = NamedDate("Inventory day", dt.date(2027, 5, 29))
    assert day("2027-01-08 08:00", DueTerms(length=14, named=named)) == "2027-05-28"
    later = DueTerms(length=14, named=named, named_mode="no_earlier")
    assert day("2027-01-08 08:00", later) == "2027-05-31"


def test_17_named_date_in_the_past_gives_way_to_the_length() -> None:
    named = NamedDate("School year end", dt.date(2026, 5, 29))
    answer = due("2027-01-08 08:00", DueTerms(length=3, named=named))
    assert answer.at is not None
    assert answer.at.date() == dt.date(2027, 1, 11)
    assert "is over and was not used" in answer.lines[1]


def test_19_and_20_the_last_day_comes_first_and_walks_back() -> None:
    terms = DueTerms(length=14, last_day=dt.date(2027, 1, 17))
    answer = due("2027-01-08 08:00", terms)
    assert answer.at is not None
    assert answer.at.date() == dt.date(2027, 1, 15)
    assert "last day" in answer.lines[1]
    assert day("2027-01-08 08:00", replace(terms, last_day=dt.date(2027, 1, 14))) == "2027-01-14"


def test_21_a_last_day_that_is_over_never_makes_it_due_in_the_past() -> None:
    assert day("2027-01-08 08:00", DueTerms(length=3, last_day=dt.date(2027, 1, 4))) == "2027-01-11"


def test_27_the_schools_midnight_counts_not_the_servers() -> None:
    # 05:30 UTC on the 9th is still the evening of the 8th in Chicago.
    evening = dt.datetime(2027, 1, 9, 5, 30, tzinfo=dt.UTC)
    assert due_date(evening, DueTerms(length=0, days_mode="plain"), WEEK, CHICAGO).at == at("2027-01-08 23:59")


def test_due_at_a_time_that_is_over_today_moves_on() -> None:
    answer = due("2027-01-08 16:00", DueTerms(length=0, due_time=dt.time(15, 30)))
    assert answer.at == at("2027-01-11 15:30")
    assert answer.lines[-1] == "Moved to Mon Jan 11: 15:30 today is over."


def test_no_length_means_no_due_date_and_zero_does_not() -> None:
    assert due("2027-01-08 08:00", DueTerms(length=None)) == DueDate(None, ("No due date: until it is asked back.",))
    assert due("2027-01-08 08:00", DueTerms(length=0)).at is not None


def test_the_explanation_names_the_rule() -> None:
    terms = DueTerms(length=1, because={"loan_length": "rule 14 (Students × Loaner)"})
    headline = due("2027-01-11 08:00", terms).lines[0]
    assert headline == "Due Tue Jan 12 because of rule 14 (Students × Loaner): 1 day."


_zones = st.sampled_from([CHICAGO, ZoneInfo("Pacific/Auckland"), ZoneInfo("UTC"), ZoneInfo("America/St_Johns")])
_starts = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
_dates = st.dates(dt.date(2024, 12, 1), dt.date(2029, 12, 31))
_calendars = st.builds(
    SchoolDays,
    open_weekdays=st.frozensets(st.integers(0, 6)),
    exceptions=st.dictionaries(_dates, st.builds(DayException, st.booleans(), st.just("an exception")), max_size=30),
)
_terms = st.builds(
    DueTerms,
    length=st.one_of(st.none(), st.integers(0, 60)),
    unit=st.sampled_from(["days", "hours", "same_day"]),
    days_mode=st.sampled_from(["plain", "move", "school_days", "same_weekday"]),
    due_time=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    hours_mode=st.sampled_from(["plain", "close", "open"]),
    named=st.one_of(st.none(), st.builds(NamedDate, st.just("a date"), _dates)),
    named_mode=st.sampled_from(["exact", "no_later", "no_earlier"]),
    last_day=st.one_of(st.none(), _dates),
)


@settings(max_examples=150, deadline=None)
@given(start=_starts, terms=_terms, days=_calendars, zone=_zones)
def test_any_due_date_is_later_than_the_lending_and_explained(
    start: dt.datetime, terms: DueTerms, days: SchoolDays, zone: ZoneInfo
) -> None:
    answer = due_date(start, terms, days, zone)
    assert answer.lines
    assert all(line.endswith(".") for line in answer.lines)
    if answer.at is not None:
        assert answer.at > start
        assert answer.at.utcoffset() is not None
        assert answer.at == answer.at.astimezone(dt.UTC).astimezone(zone)


@settings(max_examples=150, deadline=None)
@given(start=_starts, length=st.integers(0, 60), mode=st.sampled_from(["move", "school_days"]), days=_calendars)
def test_a_day_loan_ends_on_an_open_day_or_says_why_not(
    start: dt.datetime, length: int, mode: str, days: SchoolDays
) -> None:
    answer = due_date(start, DueTerms(length=length, days_mode=mode), days, CHICAGO)  # type: ignore[arg-type]
    assert answer.at is not None
    ignored = any("366 days" in line for line in answer.lines)
    assert days.is_open(answer.at.date()) or ignored


@settings(max_examples=100, deadline=None)
@given(start=_starts, length=st.integers(1, 40), days=_calendars)
def test_more_school_days_are_never_due_earlier(start: dt.datetime, length: int, days: SchoolDays) -> None:
    shorter, longer = (
        due_date(start, DueTerms(length=n, days_mode="school_days"), days, CHICAGO) for n in (length, length + 1)
    )
    assert shorter.at is not None
    assert longer.at is not None
    if not any("366 days" in line for line in (*shorter.lines, *longer.lines)):
        assert shorter.at < longer.at
