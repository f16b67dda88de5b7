"""What a connector hands over to be written: tables by column, and a plan of spooled rows for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from firstbell.core.imports.spool import Spool
from firstbell.people.models import (
    AcademicSession,
    Course,
    Enrollment,
    Membership,
    Organisation,
    Person,
    Section,
)
from firstbell.people.models.roster import RosterRecord


@dataclass(frozen=True)
class RosterTable:
    """How one entity is written. ``columns`` are those of a plan's rows, ``refs`` which of them point where."""

    key: str
    model: type[RosterRecord]
    columns: tuple[str, ...]
    refs: dict[int, str] = field(default_factory=dict)
    ends_at_once: bool = False
    constants: tuple[tuple[str, Any], ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table


ORGS = RosterTable("orgs", Organisation, ("name", "kind", "identifier", "parent_id"), {3: "orgs"})
SESSIONS = RosterTable(
    "sessions",
    AcademicSession,
    ("title", "kind", "start_date", "end_date", "parent_id", "school_year"),
    {4: "sessions"},
)
COURSES = RosterTable(
    "courses",
    Course,
    ("organisation_id", "school_year_id", "title", "course_code", "grades", "subjects"),
    {0: "orgs", 1: "sessions"},
)
SECTIONS = RosterTable(
    "classes",
    Section,
    ("organisation_id", "course_id", "title", "class_code", "kind", "location", "grades", "subjects", "periods"),
    {0: "orgs", 1: "courses"},
)
PERSONS = RosterTable(
    "users",
    Person,
    (
        "kind", "organisation_id", "given_name", "family_name", "middle_name", "preferred_given_name",
        "preferred_family_name", "sort_name", "identifier", "username", "email", "grade", "language",
    ),
    {1: "orgs"},
    constants=(("is_provisional", False), ("provisional_note", "")),
)  # fmt: skip
MEMBERSHIPS = RosterTable(
    "roles",
    Membership,
    ("person_id", "organisation_id", "role", "is_primary", "begin_date", "end_date"),
    {0: "users", 1: "orgs"},
    ends_at_once=True,
)
ENROLLMENTS = RosterTable(
    "enrollments",
    Enrollment,
    ("section_id", "person_id", "organisation_id", "role", "is_primary", "begin_date", "end_date"),
    {0: "classes", 1: "users", 2: "orgs"},
    ends_at_once=True,
)
TABLES = (ORGS, SESSIONS, COURSES, SECTIONS, PERSONS, MEMBERSHIPS, ENROLLMENTS)


@dataclass
class EntityPlan:
    """What is to be written for one entity; every spool's rows have this shape:

    - ``new``: (*columns, sourced_id, row_hash, is_closed)
    - ``changed``: (*columns, row_hash, is_closed, id): also what came back
    - ``adopted``: (*columns, sourced_id, row_hash, is_closed, id): known rows that get this roster's id
    - ``rehash``: (row_hash, id): written differently, means the same
    - ``closed``: (row_hash, id): the source said it is to be removed
    - ``gone``: (id,): no longer named by a complete run
    - ``still``: (id,): not named this time either
    """

    table: RosterTable
    new: Spool
    changed: Spool
    adopted: Spool
    rehash: Spool
    closed: Spool
    gone: Spool
    still: Spool

    @property
    def writes(self) -> int:
        return sum(map(len, (self.new, self.changed, self.adopted, self.rehash, self.closed, self.gone, self.still)))


@dataclass
class RosterPlan:
    """A whole compared roster.

    ``sessions_of`` (class ref, session refs): the terms of new and changed classes. ``homerooms``
    (person ref, class ref). ``guardians`` (guardian ref, student ref); ``guardians_of`` (student
    id, guardian refs) replaces the rostered guardians of a known student. ``people_changes``
    (person id, label, organisation id, "changed" or "closed", changes) goes to the audit trail. ``places`` (kind,
    organisation ref, person id): whose primary role moved elsewhere.
    """

    source_id: int | None
    source_key: str
    source_name: str
    organisation_id: int
    root_path: str
    entities: dict[str, EntityPlan]
    sessions_of: Spool
    homerooms: Spool
    guardians: Spool
    guardians_of: Spool
    people_changes: Spool
    places: Spool
    is_complete: bool

    @property
    def writes(self) -> int:
        extra = (self.sessions_of, self.homerooms, self.guardians, self.guardians_of, self.places)
        return sum(plan.writes for plan in self.entities.values()) + sum(map(len, extra))
