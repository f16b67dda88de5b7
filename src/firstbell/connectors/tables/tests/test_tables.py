"""Tables of one's own: things, people, places, bell schedules, with and without header lines."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from firstbell.core.actor import system_actor
from firstbell.core.imports.actions import apply_import, choose_option, preview_import, upload_import
from firstbell.core.imports.cli import run_import_cli
from firstbell.core.models import ImportRun
from firstbell.inventory.models import Device
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.models import BellSchedule, Building, Place

pytestmark = pytest.mark.django_db

BY = system_actor("the tests")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def table(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def look(data: bytes, kind: str, **options: Any) -> ImportRun:
    run = upload_import(io.BytesIO(data), filename="t.csv", source_key=kind, organisation_id=0, org_path="", by=BY)
    for name, value in options.items():
        choose_option(run, name=name, value=value, by=BY)
    return preview_import(run, by=BY)


def counted(run: ImportRun, entity: str) -> dict[str, int]:
    return {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items() if sum(places.values())}


def codes(run: ImportRun) -> set[str]:
    return {group["code"] for group in run.groups}


def test_things_land_and_what_the_table_does_not_name_stays(cast: Cast) -> None:
    header = ["Serial no", "Tag", "Device type", "School", "Insurance"]
    first, second = ["A1", "1", "Laptop", cast.school.name, "yes"], ["A2", "2", "Laptop", cast.school.name, ""]
    assert counted(apply_import(look(table(header, first, second), "items"), by=BY), "items") == {"new": 2}
    again = look(table(header, first), "items")
    assert (again.writes, counted(again, "items")) == (0, {"same": 1})
    assert Device.objects.get(serial="A1").register_records.get().extra[-1] == ["Insurance", "yes"]


def test_people_by_full_name_in_either_order(cast: Cast) -> None:
    rows = [
        ["Name", "Student ID", "Grade", "School"],
        ["Lee, Bo", "11", "9", cast.school.name],
        ["Cy Fox", "12", "K", cast.school.name],
    ]
    run = apply_import(look(table(*rows), "people", add_people=True), by=BY)
    assert counted(run, "people") == {"new": 2}
    found = Person.objects.filter(is_provisional=True).order_by("identifier")
    assert [(one.given_name, one.family_name, one.grade) for one in found] == [("Bo", "Lee", "09"), ("Cy", "Fox", "KG")]
    assert look(table(*rows), "people", add_people=True).writes == 0


def test_rooms_are_added_changed_and_left(cast: Cast) -> None:
    header = ["Room", "Number", "School", "Wing", "Type", "Seats", "Floor"]
    rows = [
        ["Room 204", "204", cast.school.name, "North", "Lab", "30", "2"],
        ["Cart 9", "", cast.school.name, "", "Chromebook cart", "30", ""],
    ]
    assert counted(apply_import(look(table(header, *rows), "places"), by=BY), "places") == {"new": 2}
    room = Place.objects.get(name="Room 204")
    assert (room.kind, room.room_type, room.capacity, room.floor) == ("room", "lab", 30, "2")
    assert room.building == Building.objects.get(name="North")
    assert Place.objects.get(name="Cart 9").kind == "cart"
    assert look(table(header, *rows), "places").writes == 0
    rows[0][5] = "28"
    run = apply_import(look(table(header, *rows), "places"), by=BY)
    assert counted(run, "places") == {"changed": 1, "same": 1}
    room.refresh_from_db()
    assert room.capacity == 28


def test_places_that_cannot_be_are_kept_aside(cast: Cast) -> None:
    header = ["Room", "School", "Type", "Seats"]
    school = cast.school.name
    rows = [
        ["A", school, "", ""],
        ["A", school, "", ""],
        ["B", "Nowhere", "", ""],
        ["C", school, "castle", ""],
        ["D", school, "", "many"],
        ["", school, "", ""],
    ]
    run = look(table(header, *rows), "places")
    assert counted(run, "places") == {"new": 1, "quarantined": 5}
    assert codes(run) == {"twice", "no_school", "unknown_kind", "bad_number", "no_name"}


def test_places_with_one_label_code_do_not_stop_the_others(cast: Cast) -> None:
    header = ["Room", "Number", "Code", "School"]
    school = cast.school.name
    rows = [
        ["A", "", "R1", school],
        ["B", "", "r 1", school],
        ["Room 204", "204", "", school],
        ["Annex", "204", "", school],
        ["C", "", "R3", school],
    ]
    run = apply_import(look(table(header, *rows), "places"), by=BY)
    assert counted(run, "places") == {"new": 3, "quarantined": 2}
    assert codes(run) == {"code_taken"}
    assert set(Place.objects.values_list("name", flat=True)) == {"A", "Room 204", "C"}
    # Nor does a place that came before without a code of its own.
    more = [["Gym", "204", "", cast.school.name], ["D", "", "R4", cast.school.name]]
    run = apply_import(look(table(header, *more), "places"), by=BY)
    assert counted(run, "places") == {"new": 1, "quarantined": 1}


def test_a_known_room_takes_the_building_the_table_names(cast: Cast) -> None:
    header = ["Room", "School", "Wing"]
    apply_import(look(table(header, ["Room 1", cast.school.name, ""]), "places"), by=BY)
    rows = table(header, ["Room 1", cast.school.name, "North"])
    assert counted(apply_import(look(rows, "places"), by=BY), "places") == {"changed": 1}
    assert Place.objects.get().building == Building.objects.get(name="North")
    assert look(rows, "places").writes == 0


BELLS = ["School", "Schedule", "Period", "Start", "End"]


def test_bell_schedules_land_whole(cast: Cast) -> None:
    school = cast.school.name
    rows = [[school, "Early Release", "1", "8:00 AM", "8:50 AM"], [school, "Early Release", "2", "8:55 AM", "1:05 PM"]]
    assert counted(apply_import(look(table(BELLS, *rows), "bells"), by=BY), "bells") == {"new": 1}
    schedule = BellSchedule.objects.get(organisation=cast.school, day_type="early_release")
    assert [(one.label, one.ends_at) for one in schedule.periods.all()] == [
        ("1", dt.time(8, 50)),
        ("2", dt.time(13, 5)),
    ]
    assert look(table(BELLS, *rows), "bells").writes == 0
    rows[1][4] = "13:10"
    assert counted(look(table(BELLS, *rows), "bells"), "bells") == {"changed": 1}


def test_a_day_with_one_bad_period_stays_as_it_is(cast: Cast) -> None:
    school = cast.school.name
    for bad in (
        ["2", "8:30", "9:30"],
        ["2", "9:00", "8:55"],
        ["2", "late", "9:30"],
        ["1", "10:00", "11:00"],
        ["", "10:00", "11:00"],
    ):
        run = look(table(BELLS, [school, "Regular", "1", "8:00", "8:50"], [school, "Regular", *bad]), "bells")
        assert (counted(run, "bells"), run.writes) == ({"quarantined": 1}, 0), bad
        assert "day_waits" in codes(run)


def test_a_bell_at_night_is_an_afternoon_that_nobody_said(cast: Cast) -> None:
    school = cast.school.name
    run = look(
        table(BELLS, [school, "Regular", "1", "8:05", "8:50"], [school, "Regular", "6", "1:05", "1:50"]), "bells"
    )
    assert (counted(run, "bells"), run.writes) == ({"quarantined": 1}, 0)
    assert {"at_night", "day_waits"} <= codes(run)
    said = [[school, "Regular", "1", "8:05", "8:50"], [school, "Regular", "6", "1:05 PM", "1:50 PM"]]
    assert counted(look(table(BELLS, *said), "bells"), "bells") == {"new": 1}


def test_a_school_of_its_own_needs_no_school_column(cast: Cast) -> None:
    data = table(["Room"], ["Room 1"])
    assert counted(look(data, "places"), "places") == {"quarantined": 1}
    assert counted(look(data, "places", school=cast.school.pk), "places") == {"new": 1}


def test_the_command_line_takes_tables(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "rooms.csv"
    path.write_bytes(table(["Room", "School"], ["Room 1", cast.school.name]))
    console = Console(file=io.StringIO())
    assert run_import_cli("places", path, dry_run=True, by=BY, console=console) == 0
    assert not Place.objects.exists()
    assert run_import_cli("places", path, dry_run=False, yes=True, by=BY, console=console) == 0
    assert Place.objects.get().name == "Room 1"
