"""Writing a compared roster: organisations to enrollments, in one go, inside the caller's transaction.

A connector (OneRoster today) compares files with the database and hands over a :class:`RosterPlan`;
here it is written in bulk. Rows that are new in the same plan are named by negative numbers:
-1 is the first new row of that entity, -2 the second. Nothing is deleted: what is gone keeps its
row with ``missing_since``; enrollments and roles that are gone are closed.

Created people are found in the audit trail by the import's entry (``import_run`` on the row);
people who changed or left get an entry of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils import timezone

from firstbell.core import audit, bulk, search
from firstbell.core.actor import Actor
from firstbell.core.events import Change, change
from firstbell.core.imports.spool import Spool
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.people.actions.roster_plan import ORGS, PERSONS, SECTIONS, TABLES, EntityPlan, RosterPlan, RosterTable
from firstbell.people.events import PersonEdited, PersonWithdrawn
from firstbell.people.models import (
    Guardianship,
    Membership,
    Organisation,
    Person,
    RosterSource,
    Section,
    grace_period,
)

_RUNS_COUNTED = 30
"""Beyond this many runs a missing row is not counted on; nobody asks any more, and nothing need be written."""
_CHUNK = 1000
_SEARCH_COLUMNS = ("kind", "object_id", "title", "terms", "scope")


def write_roster(plan: RosterPlan, *, run_id: int, by: Actor) -> None:
    """Write the plan. Call it inside ``change(by)``; whoever calls publishes that it happened."""
    by.require(CorePermission.IMPORT_RUN, at=plan.root_path)
    with change(by) as unit:
        _Writer(plan, run_id, unit).write()


class _Writer:
    """One writing: which real id each new row gets, and the moment it all happens at."""

    def __init__(self, plan: RosterPlan, run_id: int, unit: Change) -> None:
        self.plan = plan
        self.run_id = run_id
        self.unit = unit
        self.at = timezone.now()
        self.grace = grace_period()
        self.now = bulk.moment(self.at)
        self.today = timezone.localdate(self.at).isoformat()
        self.base: dict[str, int] = {}
        self.source_id = plan.source_id or 0
        self._paths: dict[int, str | None] = {}

    def write(self) -> None:
        plan = self.plan
        if plan.source_id is None:
            source, _ = RosterSource.objects.get_or_create(
                key=plan.source_key,
                defaults={"name": plan.source_name, "organisation_id": plan.organisation_id or None},
            )
            self.source_id = source.pk
        if plan.is_complete:
            RosterSource.objects.filter(pk=self.source_id).update(last_complete_at=self.at)
        for table in TABLES:
            found = plan.entities.get(table.key)
            if found is not None:
                self.base[table.key] = bulk.reserve_ids(table.table, len(found.new))
        for table in TABLES:
            found = plan.entities.get(table.key)
            if found is None:
                continue
            if table is ORGS:
                self._organisations(found)
            else:
                self._new(found)
            self._known(found)
            if table is SECTIONS:
                self._sessions_of_sections()
        self._guardians()
        self._homerooms()
        self._places()
        self._audit_people()
        self._reindex()

    # --- rows -----------------------------------------------------------------------------------------------------

    def _id(self, entity: str, ref: int) -> int:
        return ref if ref > 0 else self.base[entity] - ref - 1

    def _resolved(self, table: RosterTable, rows: Iterable[tuple[Any, ...]]) -> Iterator[list[Any]]:
        places = [(at, self.base.get(entity, 0)) for at, entity in table.refs.items()]
        for row in rows:
            values = list(row)
            for at, base in places:
                ref = values[at]
                if ref is not None and ref < 0:
                    values[at] = base - ref - 1
            yield values

    def _extra(self, table: RosterTable, *, closed: bool) -> list[Any]:
        """What a person row gets besides its columns: withdrawn by the roster, or not."""
        if table is not PERSONS:
            return []
        return [self.today, "The student system no longer has this person as active"] if closed else [None, ""]

    def _new(self, plan: EntityPlan) -> None:
        if not plan.new:
            return
        table = plan.table
        person = table is PERSONS
        columns = [
            *table.columns, "sourced_id", "row_hash", "closed_at", "id", "source_id", "import_run", "missing_runs",
            *(name for name, _ in table.constants),
            *(("withdrawn_on", "withdrawn_reason", "created_at", "homeroom_id") if person else ()),
        ]  # fmt: skip
        # Sections are written before people, so a new student's homeroom goes in with the row itself.
        homerooms = {who: room for who, room in self.plan.homerooms if who < 0} if person else {}
        source_id, run_id, now = self.source_id, self.run_id, self.now
        constants = [value for _, value in table.constants]
        first = self.base[table.key]

        def rows() -> Iterator[list[Any]]:
            number = first
            for values in self._resolved(table, plan.new):
                closed = values[-1]
                values[-1] = now if closed else None
                values += (number, source_id, run_id, 0)
                values += constants
                if person:
                    values += self._extra(table, closed=closed)
                    room = homerooms.get(first - number - 1)
                    values += (now, None if room is None else self._id("classes", room))
                number += 1
                yield values

        bulk.insert(table.table, columns, rows())

    def _known(self, plan: EntityPlan) -> None:
        table = plan.table
        columns = [name for name in table.columns if not (table is ORGS and name == "parent_id")]
        dropped = [i for i, name in enumerate(table.columns) if name not in columns]
        state = ["row_hash", "closed_at", *(("withdrawn_on", "withdrawn_reason") if table is PERSONS else ())]
        back = ["missing_since", "missing_runs"]

        def rows(spool: Spool, extra: list[Any]) -> Iterator[list[Any]]:
            for values in self._resolved(table, spool):
                for at in dropped:
                    del values[at]
                *rest, closed, key = values
                yield [*rest, self.now if closed else None, *self._extra(table, closed=closed), *extra, key]

        if plan.changed:
            bulk.update(table.table, [*columns, *state, *back], rows(plan.changed, [None, 0]))
        if plan.adopted:
            constants = [name for name, _ in table.constants]
            values = [value for _, value in table.constants]
            bulk.update(
                table.table,
                [*columns, "sourced_id", *state, *back, "source_id", *constants],
                rows(plan.adopted, [None, 0, self.source_id, *values]),
            )
        if plan.rehash:
            ids = ((row_hash, self._id(table.key, ref)) for row_hash, ref in plan.rehash)
            bulk.update(table.table, ["row_hash"], ids)
        if plan.closed:
            extra = self._extra(table, closed=True)
            bulk.update(
                table.table,
                ["row_hash", "closed_at", *state[2:]],
                ([row_hash, self.now, *extra, key] for row_hash, key in plan.closed),
            )
        self._missing(plan)

    def _missing(self, plan: EntityPlan) -> None:
        table = plan.table
        if plan.gone:
            ends = ["closed_at"] if table.ends_at_once else []
            bulk.update(
                table.table,
                ["missing_since", "missing_runs", *ends],
                ([self.now, 1, *([self.now] if ends else []), key] for (key,) in plan.gone),
            )
        if plan.still:
            counted = table.model._default_manager.filter(missing_runs__lt=_RUNS_COUNTED)
            for ids in _by_chunks(plan.still):
                counted.filter(pk__in=ids).update(missing_runs=models.F("missing_runs") + 1)
            if not table.ends_at_once and table is not PERSONS:
                table.model._default_manager.filter(
                    source_id=self.source_id,
                    closed_at=None,
                    missing_runs__gte=self.grace.runs,
                    missing_since__lte=self.at - self.grace.age,
                ).update(closed_at=self.at)

    def _organisations(self, plan: EntityPlan) -> None:
        """Parents come before their children in the plan, so each path can be built from the one above."""
        paths: dict[int, str] = {pk: path or "" for pk, path in Organisation.objects.values_list("pk", "path")}
        number = self.base.get("orgs", 0)
        for name, kind, identifier, parent, sourced_id, row_hash, closed in plan.new:
            parent_id = None if parent is None else self._id("orgs", parent)
            paths[number] = f"{paths[parent_id] if parent_id else ''}{number}."
            Organisation.objects.create(
                pk=number, name=name, kind=kind, identifier=identifier, parent_id=parent_id, path=paths[number],
                source_id=self.source_id, sourced_id=sourced_id, row_hash=row_hash, import_run=self.run_id,
                closed_at=self.at if closed else None,
            )  # fmt: skip
            number += 1

    # --- what hangs on the rows -----------------------------------------------------------------------------------

    def _sessions_of_sections(self) -> None:
        through = Section.sessions.through
        known = [ref for ref, _ in self.plan.sessions_of if ref > 0]
        for start in range(0, len(known), _CHUNK):
            through._default_manager.filter(section_id__in=known[start : start + _CHUNK]).delete()
        bulk.insert(
            through._meta.db_table,
            ["section_id", "academicsession_id"],
            (
                [self._id("classes", section), self._id("sessions", session)]
                for section, sessions in self.plan.sessions_of
                for session in sessions
            ),
        )

    def _guardians(self) -> None:
        pairs = [(self._id("users", guardian), self._id("users", student)) for guardian, student in self.plan.guardians]
        for student_id, guardians in self.plan.guardians_of:
            keep = [self._id("users", ref) for ref in guardians]
            Guardianship.objects.filter(student_id=student_id, guardian__source_id=self.source_id).exclude(
                guardian_id__in=keep
            ).delete()
            pairs += [(guardian, student_id) for guardian in keep]
        Guardianship.objects.bulk_create(
            [Guardianship(guardian_id=guardian, student_id=student) for guardian, student in dict.fromkeys(pairs)],
            ignore_conflicts=True,
            batch_size=_CHUNK,
        )

    def _places(self) -> None:
        if self.plan.places:
            rows = ((kind, self._id("orgs", org), person) for kind, org, person in self.plan.places)
            bulk.update(Person._meta.db_table, ["kind", "organisation_id"], rows)

    def _homerooms(self) -> None:
        if self.plan.homerooms:
            bulk.update(
                Person._meta.db_table,
                ["homeroom_id"],
                ([self._id("classes", section), person] for person, section in self.plan.homerooms if person > 0),
            )

    # --- what others read -----------------------------------------------------------------------------------------

    def _audit_people(self) -> None:
        """Written here in pieces: a roll-over changes every student, too many to keep as events in memory."""
        paths = dict(Organisation.objects.values_list("pk", "path"))
        note = f"Roster import {self.run_id}"
        for rows in _chunks(self.plan.people_changes):
            entries = []
            for person_id, label, organisation_id, what, changes in rows:
                event_type = PersonWithdrawn if what == "closed" else PersonEdited
                event = event_type(
                    subject=Ref(Person.KIND_REF, person_id, label),
                    org_path=paths.get(organisation_id) or self.plan.root_path,
                    changes={name: (old, new) for name, old, new in changes},
                    note=note,
                )
                if what == "closed":
                    self.unit.publish(event)  # other rooms listen: what was lent is due back
                else:
                    entries.append(audit.entry_for(event, self.unit, self.at))
            AuditEntry.objects.bulk_create(entries)
            AuditLink.objects.bulk_create(
                AuditLink(entry=entry, kind=entry.subject_kind, object_id=entry.subject_id) for entry in entries
            )

    def _reindex(self) -> None:
        plan = self.plan.entities.get("users")
        if plan is None:
            return
        first = self.base["users"]
        for start in range(first, first + len(plan.new), _CHUNK):
            stop = min(start + _CHUNK, first + len(plan.new))
            # Read first, then written: during a COPY the connection answers no other question.
            bulk.insert("core_searchdocument", _SEARCH_COLUMNS, list(self._search_rows(start, stop)))
        for spool in (plan.changed, plan.adopted, self.plan.places):
            for rows in _chunks(spool):
                search.index(Person.KIND_REF, [row[-1] for row in rows])

    def _search_rows(self, start: int, stop: int) -> Iterator[tuple[Any, ...]]:
        """Documents of new people as ``people.search`` would make them, without a model instance for each."""
        if not self._paths:
            self._paths = dict(Organisation.objects.values_list("pk", "path"))
        places: dict[int, dict[str, None]] = {}
        for person, org in Membership.objects.filter(person_id__gte=start, person_id__lt=stop).values_list(
            "person_id", "organisation_id"
        ):
            places.setdefault(person, {})[self._paths[org] or ""] = None
        people = Person.objects.filter(pk__gte=start, pk__lt=stop).order_by("pk")
        for pk, given, family, middle, called, called_family, *terms in people.values_list(
            "pk", "given_name", "family_name", "middle_name", "preferred_given_name", "preferred_family_name",
            "identifier", "username", "email",
        ):  # fmt: skip
            yield search.row_of(
                Person.KIND_REF,
                search.Document(
                    object_id=pk,
                    title=f"{called or given} {called_family or family}",
                    terms=[f"{given} {family}", middle, *terms],
                    org_paths=places.get(pk, ()),
                ),
            )


def _chunks(spool: Spool) -> Iterator[list[tuple[Any, ...]]]:
    for rows in spool.chunks():
        for start in range(0, len(rows), _CHUNK):
            yield rows[start : start + _CHUNK]


def _by_chunks(spool: Spool) -> Iterator[list[int]]:
    for rows in _chunks(spool):
        yield [row[0] for row in rows]
