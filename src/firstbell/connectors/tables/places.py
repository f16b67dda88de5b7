"""A list of rooms, carts, shelves: new ones are added, known ones changed where the table says something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tables.fields import Field, Layout
from firstbell.connectors.base.tables.small import Act, Acts, Line, SmallTableSource, school_of
from firstbell.core.actor import Actor
from firstbell.core.imports.source import Entity, StageContext
from firstbell.core.scan import normalise
from firstbell.people.models import Organisation
from firstbell.rooms.actions.places import add_building, add_place, edit_place
from firstbell.rooms.models import Building, Place
from firstbell.rooms.permissions import RoomsPermission

ENTITY = "places"
FIELDS = (
    Field("name", "Name", ("Room name", "Room", "Location", "Location name", "Place", "Cart name", "Aula", "Sala", "Raum")),
    Field("number", "Room number", ("Number", "Room no.", "Door number", "Número")),
    Field("code", "Code on its label", ("Code", "Asset tag", "Barcode", "Tag")),
    Field("school", "School", ("School name", "Site", "Campus", "Company", "Building name or SIS code", "Escuela", "Colegio")),
    Field("building", "Building", ("Building name", "Wing", "Edificio")),
    Field("kind", "Kind of place", ("Kind", "Type", "Place type")),
    Field("room_type", "Kind of room", ("Room type", "Use")),
    Field("floor", "Floor", ("Level", "Piso", "Planta")),
    Field("capacity", "Seats or slots", ("Capacity", "Seats", "Slots", "Capacidad")),
    Field("notes", "Notes", ("Comments", "Description")),
)  # fmt: skip
_KINDS = {kind.value: kind.value for kind in Place.Kind} | {
    "classroom": "room", "lab": "room", "office": "room", "library": "room", "gym": "room", "chromebook cart": "cart",
    "laptop cart": "cart", "charging cart": "cart", "closet": "storage", "storeroom": "storage", "locker": "cabinet",
}  # fmt: skip
_ROOM_TYPES = {kind.value: kind.value for kind in Place.RoomType} | {
    "computer lab": "lab", "science lab": "lab", "media center": "library", "media centre": "library", "gymnasium": "gym",
    "technology office": "tech", "it office": "tech", "it": "tech",
}  # fmt: skip
_LABELS = {
    "number": "Number",
    "floor": "Floor",
    "capacity": "Seats or slots",
    "notes": "Notes",
    "room_type": "Kind of room",
}


@dataclass
class _Known:
    sites: Sites
    schools: dict[int, Organisation]
    by_code: dict[str, Place]
    by_name: dict[tuple[int, str], Place]
    seen: dict[tuple[int, str], int] = field(default_factory=dict)
    claimed: dict[str, int] = field(default_factory=dict)
    """Codes of places that the file adds, with their line."""
    buildings: dict[tuple[int, str], Building] = field(default_factory=dict)


class PlacesTable(SmallTableSource):
    """A list of places."""

    key = "places"
    label = "Table: rooms, carts and other places (CSV or XLSX)"
    takes_choices = False
    takes_school = True
    entity = ENTITY
    entities = (Entity(ENTITY, "Places"),)
    permission = RoomsPermission.PLACE_EDIT
    layout = Layout(FIELDS, identifying=("name", "number"))

    def begin(self, ctx: StageContext) -> _Known:
        places = list(Place.objects.current().filter(organisation__path__startswith=ctx.org_path))
        codes = {place.code_norm: place for place in Place.objects.select_related("building")}
        buildings = {(one.organisation_id, one.name.casefold()): one for one in Building.objects.all()}
        names = {(one.organisation_id, _folded(one.name)): codes[one.code_norm] for one in places}
        return _Known(Sites(ctx.org_path), Organisation.objects.in_bulk(), codes, names, buildings=buildings)

    def judge(self, known: _Known, line: Line, ctx: StageContext, acts: Acts) -> None:
        school = school_of(known.sites, line, ctx)
        values = _values(line)
        name, code = values["name"], normalise(line.text("code"))
        first = known.seen.setdefault((school, _folded(name)), line.number)
        if first != line.number:
            raise BadRow(
                "twice", line.name("name"), name, f"“{name}” stands in the file twice for that school (first in line {first}).",
                "Give them different names.", "Places that stand in the file twice",
            )  # fmt: skip
        found = known.by_code.get(code) if code else None
        found = found or known.by_name.get((school, _folded(name)))
        if found is None:
            _claim_code(known, line, known.schools[school], values)
            ctx.tally.add(ENTITY, "new", school)
            acts.steps.append(
                _adding(known.schools[school], values, line.text("code"), line.text("building"), known.buildings)
            )
            return
        if found.organisation_id != school:
            raise BadRow(
                "elsewhere", line.name("code"), line.text("code"), f"The code “{line.text('code')}” is a place of another school.",
                "Correct the code or the school.", "Codes of places at another school",
            )  # fmt: skip
        changes = {
            key: value for key, value in values.items() if value not in ("", None) and getattr(found, key) != value
        }
        changes.pop("kind", None)
        building = line.text("building")
        stands_in = found.building.name if found.building is not None else ""
        building = "" if building.casefold() == stands_in.casefold() else building
        ctx.tally.add(ENTITY, "changed" if changes or building else "same", school)
        if changes or building:
            told = changes | ({"building": building} if building else {})
            ctx.sample(ENTITY, found.code, found.name, {
                _LABELS.get(key, key.capitalize()): (str(getattr(found, key) or ""), str(value)) for key, value in told.items()
            })  # fmt: skip
            acts.steps.append(_editing(found.pk, changes, known.schools[school], building, known.buildings))


def _values(line: Line) -> dict[str, Any]:
    number = line.text("number")
    name = line.text("name") or f"Room {number}"
    if not (line.text("name") or number) or len(name) > 100:
        raise BadRow(
            "no_name", line.name("name"), name[:100], "The place has no name of at most 100 letters.", "Give it one."
        )
    kind = line.text("kind").casefold()
    room_type = line.text("room_type").casefold() or kind
    if kind and kind not in _KINDS:
        raise BadRow(
            "unknown_kind", line.name("kind"), line.text("kind"), f"“{line.text('kind')}” is no kind of place.",
            f"One of: {', '.join(Place.Kind.values)}.", f"“{line.text('kind')}” is no kind of place",
        )  # fmt: skip
    capacity = line.text("capacity")
    if capacity and not (capacity.isdecimal() and int(capacity) <= 9999):
        raise BadRow(
            "bad_number", line.name("capacity"), capacity, f"“{capacity}” is no number of seats.", "Write it as 30."
        )
    kind = _KINDS.get(kind) or ("cart" if "cart" in name.casefold() else "room")
    return {
        "name": name,
        "kind": kind,
        "room_type": _ROOM_TYPES.get(room_type, "") if kind == "room" else "",
        "number": number[:20],
        "floor": line.text("floor")[:10],
        "capacity": int(capacity) if capacity else None,
        "notes": line.text("notes")[:2000],
    }


def _adding(
    school: Organisation, values: dict[str, Any], code: str, building: str, buildings: dict[tuple[int, str], Building]
) -> Act:
    def add(by: Actor) -> None:
        stands_in = _building(school, building, buildings, by) if building else None
        add_place(school, values={**values, "code": code, "building": stands_in}, by=by)

    return add


def _editing(
    place_id: int,
    changes: dict[str, Any],
    school: Organisation,
    building: str,
    buildings: dict[tuple[int, str], Building],
) -> Act:
    def edit(by: Actor) -> None:
        found = Place.objects.select_related("organisation").get(pk=place_id)
        more = {"building": _building(school, building, buildings, by)} if building else {}
        edit_place(found, values=changes | more, by=by)

    return edit


def _building(
    school: Organisation, name: str, buildings: dict[tuple[int, str], Building], by: Actor
) -> Building:  # fmt: skip
    """The school's building of that name, new if it has none."""
    key = (school.pk, name.casefold())
    if key not in buildings:
        buildings[key] = add_building(school, name=name, by=by)
    return buildings[key]


def _claim_code(known: _Known, line: Line, school: Organisation, values: dict[str, Any]) -> None:
    """A new place's code is nobody else's, here or above in the file. Raises :class:`BadRow`."""
    code = line.text("code") or Place.usual_code(school, values["number"] or values["name"])
    other = known.by_code.get(normalise(code))
    first = known.claimed.setdefault(normalise(code), line.number)
    if other is None and first == line.number:
        return
    whose = f"“{other.name}”" if other is not None else f"the place in line {first}"
    raise BadRow(
        "code_taken", line.name("code"), code, f"The label code “{code}” belongs to {whose} already.",
        "Give this place a code of its own in the file.", "Label codes that another place has",
    )  # fmt: skip


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
