"""Calendars: inheritance, repeats, exceptions; calendar files with a preview."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.tests.factories import Cast, make_cast, make_organisation
from firstbell.rooms.actions._calendar_file import LEAVE_OUT, read_calendar_file
from firstbell.rooms.actions.bells import Period, remove_bell_schedule, save_bell_schedule
from firstbell.rooms.actions.calendar_files import import_calendar, preview_calendar
from firstbell.rooms.actions.calendars import add_closing, add_entry, revoke_entry, set_school_week
from firstbell.rooms.models import BellSchedule, CalendarEntry
from firstbell.rooms.queries import entry_days, school_days_of, school_days_of_many, zone_of

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2026, 8, 1), dt.date(2028, 7, 31)
MONDAY = dt.date(2027, 1, 11)
OPEN = CalendarEntry.Effect.OPEN


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def is_open(cast: Cast, day: dt.date) -> bool:
    return school_days_of(cast.school, first=FIRST, last=LAST).is_open(day)


def test_without_entries_monday_to_friday_is_open(cast: Cast) -> None:
    assert is_open(cast, MONDAY)
    assert not is_open(cast, MONDAY - dt.timedelta(days=1))


def test_26_schools_inherit_the_districts_closings_and_may_open_all_the_same(cast: Cast) -> None:
    add_closing(cast.district, first_day=MONDAY, reason="District day", by=cast.dita.actor)
    assert not is_open(cast, MONDAY)
    add_entry(cast.school, effect=OPEN, first_day=MONDAY, reason="We are here", by=cast.tess.actor)
    add_closing(cast.district, first_day=MONDAY, reason="District day, again", by=cast.dita.actor)
    assert is_open(cast, MONDAY)
    assert not school_days_of(cast.other_school, first=FIRST, last=LAST).is_open(MONDAY)


def test_06_of_overlapping_entries_the_later_one_wins(cast: Cast) -> None:
    add_closing(
        cast.school, first_day=MONDAY, last_day=MONDAY + dt.timedelta(days=4), reason="Break", by=cast.tess.actor
    )
    add_entry(cast.school, effect=OPEN, first_day=MONDAY, reason="Make-up day", by=cast.tess.actor)
    add_closing(cast.school, first_day=MONDAY + dt.timedelta(days=1), reason="Storm", by=cast.tess.actor)
    days = school_days_of(cast.school, first=FIRST, last=LAST)
    assert days.is_open(MONDAY)
    assert days.why_closed(MONDAY + dt.timedelta(days=1)) == "Storm"
    assert days.why_closed(MONDAY + dt.timedelta(days=2)) == "Break"


def test_05_an_open_saturday(cast: Cast) -> None:
    saturday = MONDAY + dt.timedelta(days=5)
    add_entry(cast.school, effect=OPEN, first_day=saturday, reason="Make-up day", by=cast.tess.actor)
    assert is_open(cast, saturday)


def test_03_a_yearly_closing_of_a_former_year_counts(cast: Cast) -> None:
    holiday = dt.date(2019, 11, 11)
    add_closing(cast.district, first_day=holiday, reason="Veterans Day", repeats_yearly=True, by=cast.dita.actor)
    assert not is_open(cast, dt.date(2026, 11, 11))
    assert not is_open(cast, dt.date(2027, 11, 11))


def test_04_the_29th_of_february_repeats_in_leap_years_only() -> None:
    leap = dt.date(2024, 2, 29)
    days = set(entry_days(leap, leap, repeats_yearly=True, first=dt.date(2024, 1, 1), last=dt.date(2029, 1, 1)))
    assert days == {leap, dt.date(2028, 2, 29)}


def test_a_yearly_stretch_over_new_year() -> None:
    first, last = dt.date(2020, 12, 24), dt.date(2021, 1, 2)
    days = set(entry_days(first, last, repeats_yearly=True, first=dt.date(2026, 8, 1), last=dt.date(2027, 7, 31)))
    assert days == {dt.date(2026, 12, 24) + dt.timedelta(days=n) for n in range(10)}


@given(
    first=st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
    length=st.integers(0, 40),
    repeats=st.booleans(),
    asked=st.dates(dt.date(2019, 1, 1), dt.date(2030, 1, 1)),
)
def test_entry_days_agree_with_looking_at_one_day(first: dt.date, length: int, repeats: bool, asked: dt.date) -> None:
    last = first + dt.timedelta(days=length)
    own = {first + dt.timedelta(days=n) for n in range(length + 1)}
    by_month = {(day.month, day.day) for day in own if day.year <= asked.year}
    expected = (asked.month, asked.day) in by_month if repeats else asked in own
    found = set(entry_days(first, last, repeats_yearly=repeats, first=asked, last=asked))
    assert found == ({asked} if expected else set())


def test_25_a_revoked_closing_counts_no_more_and_stays_on_record(cast: Cast) -> None:
    entry = add_closing(cast.school, first_day=MONDAY, reason="Storm", by=cast.tess.actor)
    assert not is_open(cast, MONDAY)
    revoke_entry(entry, reason="It passed", by=cast.tess.actor)
    assert is_open(cast, MONDAY)
    assert CalendarEntry.objects.get().revoked_by == "Tess Torres"
    with pytest.raises(Conflict):
        revoke_entry(entry, by=cast.tess.actor)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"rooms.calendar_entry.added", "rooms.calendar_entry.revoked"} <= verbs


def test_other_bell_schedules_do_not_close_a_day(cast: Cast) -> None:
    effect = CalendarEntry.Effect.DAY_TYPE
    add_entry(
        cast.school, effect=effect, day_type="early_release", first_day=MONDAY, reason="Early", by=cast.tess.actor
    )
    assert is_open(cast, MONDAY)
    with pytest.raises(Invalid):
        add_entry(cast.school, effect=effect, first_day=MONDAY, reason="Early", by=cast.tess.actor)


def test_the_nearest_usual_week_counts(cast: Cast) -> None:
    set_school_week(cast.district, open_days=("monday", "tuesday", "wednesday", "thursday"), by=cast.dita.actor)
    friday = MONDAY + dt.timedelta(days=4)
    assert not is_open(cast, friday)
    set_school_week(cast.school, open_days=("friday",), by=cast.tess.actor)
    assert is_open(cast, friday)
    assert not is_open(cast, MONDAY)
    with pytest.raises(Invalid):
        set_school_week(cast.school, open_days=("freitag",), by=cast.tess.actor)


def test_many_calendars_cost_one_query(cast: Cast, django_assert_num_queries: object) -> None:
    schools = [make_organisation(parent=cast.district) for _ in range(10)]
    for school in schools:
        add_closing(school, first_day=MONDAY, reason="Own day", by=cast.dita.actor)
    with django_assert_num_queries(1):  # type: ignore[operator]
        calendars = school_days_of_many([*schools, cast.school], first=FIRST, last=LAST)
    assert not any(calendars[school.pk].is_open(MONDAY) for school in schools)
    assert calendars[cast.school.pk].is_open(MONDAY)


def test_27_the_zone_is_the_schools_and_nonsense_falls_back(cast: Cast) -> None:
    cast.school.time_zone = "Pacific/Honolulu"
    assert zone_of(cast.school) == ZoneInfo("Pacific/Honolulu")
    for nonsense in ("", "Mars/Olympus", "../etc/passwd"):
        cast.school.time_zone = nonsense
        assert zone_of(cast.school) == ZoneInfo(settings.TIME_ZONE)


def test_who_may_edit_the_calendar(cast: Cast) -> None:
    for refused in (cast.sam.actor, cast.lib.actor, cast.tia.actor):
        with pytest.raises(Forbidden):
            add_closing(cast.school, first_day=MONDAY, reason="x", by=refused)
    with pytest.raises(Forbidden):
        add_closing(cast.district, first_day=MONDAY, reason="x", by=cast.tess.actor)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (MONDAY, MONDAY - dt.timedelta(days=1), "Backwards"),
        (MONDAY, MONDAY + dt.timedelta(days=366), "For ever"),
        (dt.date(1066, 10, 14), None, "Hastings"),
        (MONDAY, None, "  "),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, first: dt.date, last: dt.date | None, reason: str) -> None:
    with pytest.raises(Invalid) as no:
        add_closing(cast.school, first_day=first, last_day=last, reason=reason, by=cast.tess.actor)
    assert no.value.remedy


# --- calendar files ---


def ics(*events: str, name: str = "Elm High School") -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"X-WR-CALNAME:{name}"]
    body = [line for event in events for line in ("BEGIN:VEVENT", *event.split("|"), "END:VEVENT")]
    return "\r\n".join([*head, *body, "END:VCALENDAR", ""]).encode()


BREAK = "SUMMARY:Winter break|DTSTART;VALUE=DATE:20261219|DTEND;VALUE=DATE:20270104"
EARLY = "SUMMARY:Teacher collaboration|CATEGORIES:EARLY RELEASE|DTSTART;VALUE=DATE:20270113"
PARENTS = "SUMMARY:Parents' evening|DTSTART:20270113T180000|DTEND:20270113T200000"
PICTURES = "SUMMARY:Picture day|DTSTART;VALUE=DATE:20270114"
YEARLY = "SUMMARY:Independence Day|DTSTART;VALUE=DATE:20200704|RRULE:FREQ=YEARLY"
WEEKLY = "SUMMARY:Club|DTSTART;VALUE=DATE:20270105|RRULE:FREQ=WEEKLY"
BACKWARDS = "SUMMARY:Spring break|DTSTART;VALUE=DATE:20270320|DTEND;VALUE=DATE:20270310"


def test_a_file_is_read_with_exclusive_ends_and_what_cannot_be_read_is_named() -> None:
    found = read_calendar_file(ics(BREAK, EARLY, PARENTS, PICTURES, YEARLY, WEEKLY, BACKWARDS))
    read = [(day.reason, day.first_day.isoformat(), day.last_day.isoformat(), day.effect) for day in found.days]
    assert read == [
        ("Winter break", "2026-12-19", "2027-01-03", "closed"),
        ("Teacher collaboration", "2027-01-13", "2027-01-13", "day_type"),
        ("Picture day", "2027-01-14", "2027-01-14", LEAVE_OUT),
        ("Independence Day", "2020-07-04", "2020-07-04", "closed"),
    ]
    assert found.days[1].day_type == "early_release"
    assert found.days[3].repeats_yearly
    assert [(issue.number, issue.title) for issue in found.issues] == [
        (3, "Parents' evening"),
        (6, "Club"),
        (7, "Spring break"),
    ]


@pytest.mark.parametrize("data", [b"not a calendar", b"\x00\xff\xfe" * 50, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b""])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="not a calendar file"):
        read_calendar_file(data)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(Invalid, match="larger than 1 MB"):
        read_calendar_file(b"x" * (1024 * 1024 + 1))


def test_preview_writes_nothing_and_import_once_is_enough(cast: Cast) -> None:
    data = ics(BREAK, EARLY, PICTURES, BREAK)
    preview = preview_calendar(cast.school, data, by=cast.tess.actor)
    assert (len(preview.new), len(preview.known), len(preview.left_out)) == (2, 0, 1)
    assert not CalendarEntry.objects.exists()
    assert import_calendar(cast.school, data, by=cast.tess.actor).added == 2
    again = import_calendar(cast.school, data, by=cast.tess.actor)
    assert (again.added, again.known) == (0, 2)
    assert not is_open(cast, dt.date(2026, 12, 28))


def test_the_meaning_of_an_event_can_be_chosen(cast: Cast) -> None:
    data = ics(BREAK, PICTURES)
    preview = preview_calendar(cast.school, data, effects={1: LEAVE_OUT, 2: "closed"}, by=cast.tess.actor)
    assert [day.reason for day in preview.new] == ["Picture day"]
    with pytest.raises(Invalid):
        preview_calendar(cast.school, data, effects={1: "party"}, by=cast.tess.actor)


def test_what_a_newer_file_no_longer_holds_can_be_taken_back(cast: Cast) -> None:
    storm = "SUMMARY:Closed: storm|DTSTART;VALUE=DATE:20270106"
    import_calendar(cast.school, ics(BREAK, storm, EARLY), by=cast.tess.actor)
    by_hand = add_closing(cast.school, first_day=dt.date(2027, 1, 7), reason="By hand", by=cast.tess.actor)
    newer = ics(BREAK, EARLY)
    assert [entry.reason for entry in preview_calendar(cast.school, newer, by=cast.tess.actor).gone] == [
        "Closed: storm"
    ]
    assert import_calendar(cast.school, newer, revoke_gone=True, by=cast.tess.actor).revoked == 1
    by_hand.refresh_from_db()
    assert by_hand.revoked_at is None


def test_sam_may_not_import_for_another_school(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        preview_calendar(cast.school, ics(BREAK), by=cast.sam.actor)


# --- bell schedules ---


def test_bell_schedules_are_saved_as_a_whole(cast: Cast) -> None:
    first, second = Period("1", dt.time(8), dt.time(8, 50)), Period("2", dt.time(8, 55), dt.time(9, 45))
    save_bell_schedule(cast.school, day_type="regular", name="Regular", periods=(second, first), by=cast.tess.actor)
    saved = save_bell_schedule(cast.school, day_type="regular", name="Regular", periods=(first,), by=cast.tess.actor)
    assert [period.label for period in BellSchedule.objects.get().periods.all()] == ["1"]
    overlap, again = Period("1b", dt.time(8, 30), dt.time(9)), Period("1", dt.time(9), dt.time(10))
    with pytest.raises(Invalid, match="before “1” ends"):
        save_bell_schedule(cast.school, day_type="regular", name="R", periods=(first, overlap), by=cast.tess.actor)
    with pytest.raises(Invalid, match="twice"):
        save_bell_schedule(cast.school, day_type="regular", name="R", periods=(first, again), by=cast.tess.actor)
    with pytest.raises(Invalid):
        save_bell_schedule(cast.school, day_type="Regular day!", name="R", periods=(first,), by=cast.tess.actor)
    with pytest.raises(Forbidden):
        save_bell_schedule(cast.school, day_type="regular", name="R", periods=(first,), by=cast.sam.actor)
    add_entry(
        cast.school, effect="day_type", day_type="regular", first_day=MONDAY, reason="As usual", by=cast.tess.actor
    )
    with pytest.raises(Conflict):
        remove_bell_schedule(saved, by=cast.tess.actor)
