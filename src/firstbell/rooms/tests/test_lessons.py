"""Who is where in which period."""

from __future__ import annotations

import datetime as dt

import pytest

from firstbell.people.tests.factories import make_cast, make_section
from firstbell.rooms.queries import lessons_in, lessons_of, next_lesson, rooms_of, zone_of
from firstbell.rooms.tests.factories import make_bells, make_closing, make_place

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


def test_a_room_s_day_by_its_bells() -> None:
    cast = make_cast()
    make_bells(cast.school)
    room = make_place(cast.school, "Room 12")
    second = make_section(cast.school, "Biology", location="room 12", teacher=cast.tia.person)
    first = make_section(cast.school, "Algebra", location="ROOM 12", teacher=cast.tia.person)
    make_section(cast.school, "Elsewhere", location="Room 13", teacher=cast.tia.person)
    for section, periods in ((first, "1"), (second, "Period 2;5")):
        section.periods = periods
        section.save()

    found = lessons_in(room, MONDAY)

    assert [(one.title, one.period) for one in found] == [("Algebra", "1"), ("Biology", "2")]
    at = dt.datetime.combine(MONDAY, dt.time(8, 30), tzinfo=zone_of(cast.school))
    running = next_lesson(found, at)
    assert running is not None
    assert running.title == "Algebra"
    following = next_lesson(found, at + dt.timedelta(minutes=25))
    assert following is not None
    assert following.title == "Biology"
    assert next_lesson(found, at + dt.timedelta(hours=4)) is None
    assert [one.title for one in lessons_of(cast.tia.person, cast.school, MONDAY)] == ["Algebra", "Biology"]
    assert rooms_of(cast.tia.person) == [room]


def test_a_closed_day_has_no_lessons() -> None:
    cast = make_cast()
    make_bells(cast.school)
    make_closing(cast.school, MONDAY)
    room = make_place(cast.school, "Room 12")
    section = make_section(cast.school, "Algebra", location="Room 12")
    section.periods = "1"
    section.save()
    assert lessons_in(room, MONDAY) == []
