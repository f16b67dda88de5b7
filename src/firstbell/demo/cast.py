"""The people one can be in the demo: who, as what, and what to try first. Usernames are the generator's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A role card of the sign-in page. ``role`` is granted by hand; empty means the roster's rule gives it."""

    username: str
    role: str
    scope: str  # "district", "school" or "" for what the roster gives
    title: str
    icon: str
    invitation: str


PARTS: tuple[Part, ...] = (
    Part("tess.okafor", "technician", "district", "Technician", "wrench", "Swap a broken Chromebook at the counter."),
    Part("lib.moreau", "librarian", "school", "Librarian", "book", "Take a loaner back; see who has what."),
    Part("tia.lindqvist", "", "", "Teacher", "people", "See your classes and report a problem."),
    Part("stu.alvarez", "", "", "Student", "person", "See your own devices and loans."),
    Part("cora.whitfield", "test_coordinator", "school", "Test coordinator", "check", "Look up rooms and devices."),
    Part("dita.novak", "district_it", "district", "District IT", "building", "Import a roster, give roles, set rules."),
    Part(
        "sam.castellano", "technician", "other school", "Technician elsewhere", "lock", "Find out what you cannot see."
    ),
)
