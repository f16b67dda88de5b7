"""The Chrome devices export as a source of the import machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from firstbell.circulation.actions.assignments import assign_many
from firstbell.circulation.permissions import CirculationPermission
from firstbell.connectors.google_csv.mapping import assignments
from firstbell.connectors.google_csv.mapping.assignments import propose
from firstbell.connectors.google_csv.mapping.devices import DeviceStage
from firstbell.connectors.google_csv.mapping.notes import tell_notes
from firstbell.connectors.google_csv.mapping.reading import ASSIGN, ENTITY, SOURCE_NOTE
from firstbell.connectors.google_csv.payloads import columns as c
from firstbell.core.actor import Actor
from firstbell.core.imports.encodings import detect
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.headers import Header, match_header, wrong_separator
from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload
from firstbell.inventory.actions.fleet import FleetPlan, write_fleet
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Person

OFF = -1.0
SCHOOL = "school"
"""The option of a run: the school (id) of devices for which nothing names one."""
_ENOUGH = 2
"""So many of our columns beside the serial number make a CSV a list of Chrome devices."""


@dataclass
class Plan:
    """``pairs``: (device ref, person id) to be lent; a ref below zero is the plan's new device of that number."""

    fleet: FleetPlan
    pairs: list[tuple[int, int]]


class GoogleCsvSource:
    """The complete list of Chrome devices, as the Admin console or ``gam print cros`` writes it."""

    key = "google_csv"
    label = "Chromebooks from the Google Admin console (CSV)"
    accepts = ".csv"
    entities = (Entity(ENTITY, "Chrome devices"), Entity(assignments.ENTITY, "Assignments"))
    guards = (GuardPolicy(ENTITY, gone_rows=10, gone_percent=10.0, changed_percent=OFF, rekey_percent=30.0),)

    def sniff(self, upload: Upload) -> bool:
        if upload.is_zip:
            return False
        encoding = detect(upload.head)
        text = upload.head[encoding.mark :].decode(encoding.encoding, "replace").replace(";", ",").replace("\t", ",")
        first = next((line for line in text.splitlines() if line.strip() and not line.lower().startswith("sep")), "")
        found = match_header([name.strip().strip('"') for name in first.split(",")], c.COLUMNS, c.ALIASES).columns
        return c.SERIAL in found and len(found) > _ENOUGH and ({c.UNIT, c.TAG, c.AUE, c.STATE} & set(found)) != set()

    def stage(self, ctx: StageContext) -> Staged:
        _require(ctx)
        records = RecordFile(lambda: _opened(ctx), name=ctx.filename, limits=ctx.limits)
        header = _header(records)
        stage = DeviceStage(ctx, records, header.columns)
        stage.stage()
        tell_notes(ctx, records, ENTITY)
        is_chosen = bool(ctx.options.get(ASSIGN))
        clear = propose(ctx, stage.differences.candidates, is_chosen=is_chosen)
        pairs = [(one.ref, one.person_id) for one in clear] if is_chosen else []
        stage.plan.owner_names.update(_names_of_new_owners(pairs))
        total = stage.total_rows
        if not total:
            ctx.hold(
                "empty_file", "The list has no devices at all.",
                "Almost certainly the export failed or a filter was on. Export again.", entity=ENTITY,
            )  # fmt: skip
        return Staged(
            writes=stage.plan.writes + len(pairs),
            plan=Plan(stage.plan, pairs),
            meta={"columns": list(header.columns), "rows": total},
        )

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: Plan = staged.plan
        first = write_fleet(plan.fleet, run_id=ctx.run_id, by=by)
        if plan.pairs:
            ctx.progress("Making the assignments", 0, len(plan.pairs))
            pairs = [(ref if ref > 0 else first - ref - 1, person) for ref, person in plan.pairs]
            known = frozenset(ref for ref, _ in plan.pairs if ref > 0)
            assign_many(pairs, why=f"{SOURCE_NOTE}, import {ctx.run_id}", by=by, reindex=known)


def _opened(ctx: StageContext) -> BinaryIO:
    return ctx.path.open("rb")


def _require(ctx: StageContext) -> None:
    """Refuse at the preview what would be refused at the end."""
    needed = [InventoryPermission.ITEM_ADD, InventoryPermission.ITEM_EDIT]
    if ctx.options.get(ASSIGN):
        needed.append(CirculationPermission.LOAN_LEND)  # type: ignore[arg-type]
    if ctx.actor is not None and not all(ctx.actor.can(one, at=ctx.org_path) for one in needed):
        raise Rejected(
            "You may not add, edit or lend devices everywhere this import is for.",
            remedy="Import for your own school, or ask district IT.",
            code="forbidden",
        )


def _header(records: RecordFile) -> Header:
    separator = wrong_separator(records.header)
    if separator:
        raise Rejected(
            f"The columns of “{records.name}” are separated by {separator}, not by commas.",
            remedy="Drop the file as Google exported it; a spreadsheet has saved it in its own way.",
            code="separator",
            file=records.name,
            line=records.header_line,
        )
    header = match_header(records.header, c.COLUMNS, c.ALIASES)
    if c.SERIAL not in header.columns:
        raise Rejected(
            f"“{records.name}” has no column with the serial number.",
            remedy="In the Admin console choose the column “Serial number” as well, then export again.",
            code="missing_column",
            file=records.name,
            line=records.header_line,
            column=c.SERIAL,
        )
    return header


def _names_of_new_owners(pairs: list[tuple[int, int]]) -> dict[int, str]:
    """For search: new devices are found by their owner's name from the first moment on."""
    new = {person: ref for ref, person in pairs if ref < 0}
    names = {}
    ids = list(new)
    for start in range(0, len(ids), 500):
        for person in Person.objects.filter(pk__in=ids[start : start + 500]):
            names[new[person.pk]] = person.name
    return names
