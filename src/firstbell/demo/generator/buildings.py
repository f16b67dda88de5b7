"""Rooms of a school: one per teacher, shared gym, library and offices. Gives every section its room."""

from dataclasses import dataclass

from firstbell.demo.generator.courses import HEALTH, SCIENCE
from firstbell.demo.generator.sections import SchoolPlan

_PER_FLOOR = 24
_FLOORS = 2
_WINGS = ("Main", "B", "C", "D", "E", "F", "G", "H", "J", "K")


@dataclass(frozen=True)
class Room:
    """A row of rooms.csv. `number` is unique within its school."""

    school: str
    building: str
    number: str
    name: str
    kind: str
    floor: int
    capacity: int


def _numbered(plan: SchoolPlan, position: int, name: str, kind: str, capacity: int) -> Room:
    storey, door = divmod(position, _PER_FLOOR)
    wing, floor = divmod(storey, _FLOORS)
    building = _WINGS[wing] if wing < len(_WINGS) else f"W{wing}"
    prefix = "" if wing == 0 else building
    number = f"{prefix}{floor + 1}{door + 1:02d}"
    return Room(plan.school.sourced_id, building, number, name, kind, floor + 1, capacity)


def furnish(plan: SchoolPlan) -> list[Room]:
    """The rooms of `plan`, the teachers' first and in their order; sets `room` on its sections."""
    rooms: list[Room] = []
    at_teacher: list[str] = []
    for department in plan.departments:
        if department == HEALTH.department:
            at_teacher.append("GYM")
            continue
        if department == SCIENCE.department:
            room = _numbered(plan, len(rooms), "Science lab", "lab", 28)
        else:
            room = _numbered(plan, len(rooms), f"{department} classroom", "classroom", 30)
        rooms.append(room)
        at_teacher.append(room.number)
    for section in plan.sections:
        section.room = at_teacher[section.teacher]
    rooms.append(_numbered(plan, len(rooms), "Computer lab", "lab", 32))
    school = plan.school.sourced_id
    rooms += [
        Room(school, "Main", "GYM", "Gymnasium", "gym", 1, 200),
        Room(school, "Main", "LIB", "Library", "library", 1, 60),
        Room(school, "Main", "001", "Front office", "office", 1, 8),
        Room(school, "Main", "002", "Technology office", "office", 1, 4),
        Room(school, "Main", "003", "Counseling office", "office", 1, 6),
    ]
    return rooms
