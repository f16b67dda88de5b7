"""A console's device list as a source of the import machine; a connector says its :class:`Console` and its words."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from firstbell.circulation.actions.assignments import assign_many
from firstbell.circulation.permissions import CirculationPermission
from firstbell.connectors.base import notes
from firstbell.connectors.base.choices import ASSIGN
from firstbell.connectors.base.fleet import console as c
from firstbell.connectors.base.fleet.assignments import propose
from firstbell.connectors.base.fleet.devices import DeviceStage
from firstbell.connectors.base.tables.sheets import is_workbook
from firstbell.connectors.base.tables.source import first_row, tell_workbook
from firstbell.connectors.base.tables.table import Table, open_table
from firstbell.core.actor import Actor
from firstbell.core.imports.archive import open_package
from firstbell.core.imports.encodings import detect
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.headers import Header, match_header
from firstbell.core.imports.records import RecordFile
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload
from firstbell.inventory.actions.fleet import FleetPlan, write_fleet
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Person

OFF = -1.0
_HEAD = 64 * 1024


@dataclass
class Plan:
    """``pairs``: (device ref, person id) to be lent; a ref below zero is the plan's new device of that number."""

    fleet: FleetPlan
    pairs: list[tuple[int, int]]


class ConsoleSource:
    """The complete list of a console's devices. A connector gives ``console``, ``label``, ``entities`` and its remedies."""

    console: ClassVar[c.Console]
    label: ClassVar[str]
    entities: ClassVar[tuple[Entity, ...]]
    unopened: ClassVar[str]
    """What to do with a file whose separators a spreadsheet has changed."""
    choose_serial: ClassVar[str]
    """What to do when the list has no column with the serial number."""
    accepts = ".csv,.xlsx,.zip"
    takes_choices = True
    guards = (GuardPolicy(c.ENTITY, gone_rows=10, gone_percent=10.0, changed_percent=OFF, rekey_percent=30.0),)

    @property
    def key(self) -> str:
        return self.console.source_key

    def sniff(self, upload: Upload) -> bool:
        found = self.recognised(first_line(upload))
        return c.SERIAL in found and len(found) >= self.console.enough and bool(self.console.telling & found)

    def columns_known(self, upload: Upload) -> int:
        return len(self.recognised(first_line(upload)))

    def recognised(self, header: list[str]) -> set[str]:
        """Which of our columns a header has."""
        return set(match_header(header, c.COLUMNS, self.console.aliases).columns)

    def stage(self, ctx: StageContext) -> Staged:
        _require(ctx)
        table = _workbook(ctx)
        path = _unpacked(ctx)
        records = table.records if table else RecordFile(lambda: path.open("rb"), name=ctx.filename, limits=ctx.limits)
        header = self._header(records)
        if table is not None:
            _tell_workbook(ctx, table, header)
        stage = DeviceStage(ctx, self.console, records, header.columns)
        stage.stage()
        notes.tell_encoding(ctx, records, c.ENTITY)
        is_chosen = bool(ctx.options.get(ASSIGN))
        clear = propose(ctx, self.console, stage.differences.candidates, is_chosen=is_chosen)
        pairs = [(one.ref, one.person_id) for one in clear] if is_chosen else []
        stage.plan.owner_names.update(_names_of_new_owners(pairs))
        total = stage.total_rows
        if not total:
            ctx.hold(
                "empty_file", "The list has no devices at all.",
                "Almost certainly the export failed or a filter was on. Export again.", entity=c.ENTITY,
            )  # fmt: skip
        return Staged(
            writes=stage.plan.writes + len(pairs),
            plan=Plan(stage.plan, pairs),
            meta={"columns": list(header.columns), "rows": total},
            complete=self.console.is_complete,
        )

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        plan: Plan = staged.plan
        first = write_fleet(plan.fleet, run_id=ctx.run_id, by=by)
        if plan.pairs:
            ctx.progress("Making the assignments", 0, len(plan.pairs))
            pairs = [(ref if ref > 0 else first - ref - 1, person) for ref, person in plan.pairs]
            known = frozenset(ref for ref, _ in plan.pairs if ref > 0)
            assign_many(pairs, why=f"{self.console.note}, import {ctx.run_id}", by=by, reindex=known)

    def _header(self, records: RecordFile) -> Header:
        notes.refuse_separator(
            records.header, file=records.name, shown=f"“{records.name}”", remedy=self.unopened, line=records.header_line
        )  # fmt: skip
        header = match_header(records.header, c.COLUMNS, self.console.aliases)
        if c.SERIAL not in header.columns:
            raise Rejected(
                f"“{records.name}” has no column with the serial number.",
                remedy=self.choose_serial,
                code="missing_column",
                file=records.name,
                line=records.header_line,
                column=c.SERIAL,
            )
        return header


def first_line(upload: Upload) -> list[str]:
    """The names in the first line that says something, whatever separates them, also of a workbook's table or a zipped list."""
    head = upload.head
    if upload.is_zip:
        lone = _lone_list(upload)
        if not lone or upload.path is None:
            return first_row(upload)
        with open_package(upload.path, upload.limits) as package, package.open(lone) as stream:
            head = stream.read(_HEAD)
    encoding = detect(head)
    text = head[encoding.mark :].decode(encoding.encoding, "replace").replace(";", ",").replace("\t", ",")
    first = next((line for line in text.splitlines() if line.strip() and not line.lower().startswith("sep")), "")
    return [name.strip().strip('"') for name in first.split(",")]


def _workbook(ctx: StageContext) -> Table | None:
    """The list, if a spreadsheet has saved it as a workbook."""
    upload = Upload.read(ctx.path, ctx.filename, ctx.limits)
    if not upload.is_zip or not is_workbook(upload.names):
        return None
    return open_table(ctx.path, ctx.filename, ctx.limits, ctx.scratch)


def _tell_workbook(ctx: StageContext, table: Table, header: Header) -> None:
    tell_workbook(ctx, c.ENTITY, table, set(header.columns.values()))
    lost = [name for name in (c.SERIAL, c.TAG) if header.columns.get(name) in table.numbers]
    for name in lost:
        ctx.issues.warning(
            "stored_as_number", file=ctx.filename[:120], entity=c.ENTITY, column=table.header[header.columns[name]],
            message="The workbook keeps some of this column's values as numbers: zeros in front of them are lost.",
            todo="Compare some of them with the console; if they differ, drop the CSV as the console exported it.",
        )  # fmt: skip


def _lone_list(upload: Upload) -> str:
    """The name of the one CSV in a zip, which is how Intune exports; "" for any other file."""
    names = upload.names if upload.is_zip else ()
    return names[0] if len(names) == 1 and names[0].casefold().endswith(".csv") else ""


def _unpacked(ctx: StageContext) -> Path:
    """Where the list lies: the file itself, or what the zip around it has, unpacked once."""
    lone = _lone_list(Upload.read(ctx.path, ctx.filename, ctx.limits))
    if not lone:
        return ctx.path
    target = ctx.scratch / "list.csv"
    with open_package(ctx.path, ctx.limits) as package, package.open(lone) as stream, target.open("wb") as unpacked:
        shutil.copyfileobj(stream, unpacked)
    return target


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


def _names_of_new_owners(pairs: list[tuple[int, int]]) -> dict[int, str]:
    """For search: new devices are found by their owner's name from the first moment on."""
    new = {person: ref for ref, person in pairs if ref < 0}
    names = {}
    ids = list(new)
    for start in range(0, len(ids), 500):
        for person in Person.objects.filter(pk__in=ids[start : start + 500]):
            names[new[person.pk]] = person.name
    return names
