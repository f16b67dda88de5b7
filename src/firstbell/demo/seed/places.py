"""Rooms, carts, shelves, bells and calendars from the generator's files."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.people.models import Organisation
from firstbell.rooms.actions.bells import Period, save_bell_schedule
from firstbell.rooms.actions.calendar_files import import_calendar
from firstbell.rooms.actions.places import add_building, add_place
from firstbell.rooms.models import Building, Place

BELLS = {"regular": "Regular day", "early_release": "Early release", "assembly": "Assembly day"}
SHELVES = ("A1", "A2", "A3", "B1", "B2", "B3")


def make_places(files: Path, *, by: Actor) -> None:
    schools = {one.sourced_id: one for one in Organisation.objects.schools()}
    with change(by):
        _rooms(files, schools, by)
        _bells(files, schools, by)
    for sourced_id, school in schools.items():
        calendar = files / "calendars" / f"{sourced_id}.ics"
        if calendar.exists():
            import_calendar(school, calendar.read_bytes(), by=by)
        _desk(school, by)
    _carts(files, by)


def _rooms(files: Path, schools: dict[str, Organisation], by: Actor) -> None:
    buildings: dict[tuple[str, str], Building] = {}
    for row in _rows(files / "rooms.csv"):
        school = schools[row["school"]]
        key = (row["school"], row["building"])
        if key not in buildings:
            buildings[key] = add_building(school, name=row["building"], by=by)
        values = {
            "name": f"Room {row['number']}" if row["kind"] == "classroom" else row["name"],
            "kind": Place.Kind.ROOM,
            "room_type": row["kind"] if row["kind"] in Place.RoomType.values else Place.RoomType.OTHER,
            "number": row["number"],
            "code": f"{school.identifier[-4:]}-{row['number']}",
            "building": buildings[key],
            "floor": row["floor"],
            "capacity": int(row["capacity"]) if row["capacity"] else None,
        }
        add_place(school, values=values, by=by)


def _bells(files: Path, schools: dict[str, Organisation], by: Actor) -> None:
    periods: dict[tuple[str, str], list[Period]] = defaultdict(list)
    for row in _rows(files / "bell_schedules.csv"):
        start, end = dt.time.fromisoformat(row["start"]), dt.time.fromisoformat(row["end"])
        periods[row["school"], row["day_type"].replace(" ", "_")].append(Period(row["period"], start, end))
    for (school, day_type), rung in periods.items():
        name = BELLS.get(day_type, day_type.replace("_", " ").capitalize())
        save_bell_schedule(schools[school], day_type=day_type, name=name, periods=rung, by=by)


def _desk(school: Organisation, by: Actor) -> None:
    """The technician's room with shelves for what is ready to go back, and a place to isolate batteries."""
    short = school.identifier[-4:]
    with change(by):
        desk = add_place(
            school,
            values={"name": "Technology office", "kind": "room", "room_type": "tech", "code": f"{short}-TECH"},
            by=by,
        )
        inside = {"parent": desk}
        for shelf in SHELVES:
            values = {"name": f"Shelf {shelf}", "kind": "shelf", "code": f"{short}-SHELF-{shelf}", **inside}
            add_place(school, values=values, by=by)
        add_place(
            school, values={"name": "Loaner pool", "kind": "cabinet", "code": f"{short}-LOANERS", **inside}, by=by
        )
        add_place(
            school,
            values={"name": "Battery safe", "kind": "storage", "code": f"{short}-SAFE", "notes": "Fire-safe", **inside},
            by=by,
        )


def _carts(files: Path, by: Actor) -> None:
    """Every cart that the Chromebook export names by “<school> - Cart …”."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in _rows(files / "chromebooks.csv"):
        name, dash, cart = row["annotatedLocation"].partition(" - Cart ")
        if dash:
            names[name].add(cart)
    for school in Organisation.objects.filter(name__in=names):
        rooms = list(Place.objects.filter(organisation=school, room_type="classroom").order_by("name"))
        with change(by):
            for number, cart in enumerate(sorted(names[school.name])):
                values = {
                    "name": f"Cart {cart}",
                    "kind": "cart",
                    "code": f"{school.identifier[-4:]}-CART-{cart}",
                    "parent": rooms[number % len(rooms)] if rooms else None,
                    "capacity": 32,
                }
                add_place(school, values=values, by=by)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
