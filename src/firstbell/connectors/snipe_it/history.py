"""Snipe-IT's activity report: what happened to things before they came here, kept as notes of origin."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from firstbell.connectors.base.cells import Unreadable, day, moment, unescaped
from firstbell.connectors.base.rows import BadRow, Row, read_rows
from firstbell.connectors.base.tables.fields import Field, Layout
from firstbell.connectors.base.tables.source import Columns, TableSource
from firstbell.connectors.base.tables.table import Table
from firstbell.connectors.snipe_it.connector import SNIPE_IT
from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.imports.diff import HashLedger, row_seed
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.source import Entity, StageContext, Staged
from firstbell.core.imports.spool import Spool
from firstbell.core.scan import normalise
from firstbell.inventory.actions.past import write_past_events
from firstbell.inventory.permissions import InventoryPermission

ENTITY = "past"
FIELDS = (
    Field("at", "When", ("Date", "Created At", "Action Date", "Created", "Fecha", "Datum")),
    Field("what", "What happened", ("Action", "Event", "Action Type", "Activity", "Acción")),
    Field("tag", "Asset tag", ("Tag", "Asset", "Item Asset Tag")),
    Field("serial", "Serial number", ("Serial", "Item Serial")),
    Field("item", "Item, with its tag in parentheses", ("Item Name", "Object")),
    Field("about", "To or from", ("Target", "To", "Checked Out To", "Target Name")),
    Field("who", "Done by", ("Admin", "Created By", "User", "Performed By", "By")),
    Field("note", "Note", ("Notes", "Comment")),
)
_TAG = re.compile(r"\(#?\s*([^()]{1,60})\)|#(\S{1,60})")
_DATE_AND_TIME = re.compile(r"(\S.*?) (\d{1,2}:\d{2}(?::\d{2})? ?[AaPp]?[Mm]?)")
"""A day in any form that an installation shows it in, then the time."""


class SnipeItHistory(TableSource):
    """The activity report. Its headers are not verified against a file: where one is not understood, say it once."""

    key = "snipe_it_history"
    label = "History from Snipe-IT: activity report (CSV or XLSX)"
    entities = (Entity(ENTITY, "Past events"),)
    layout = Layout(FIELDS, identifying=("tag", "serial", "item"), required=("at", "what"))
    telling = frozenset({"about"})
    enough = 5

    def stage_table(self, ctx: StageContext, table: Table, columns: Columns) -> Staged:
        if ctx.actor is not None and not ctx.actor.can(InventoryPermission.ITEM_EDIT, at=ctx.org_path):
            raise Rejected(
                "You may not edit things everywhere this import is for.", remedy="Ask district IT.", code="forbidden"
            )
        stage = _Stage(ctx, table, columns)
        stage.run()
        self.tell_after(ctx, table)
        return Staged(writes=len(stage.events), plan=stage.events, meta={"rows": stage.total}, complete=False)

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        write_past_events(
            staged.plan, register=SNIPE_IT.key, register_name=SNIPE_IT.name, run_id=ctx.run_id, root_path=ctx.org_path, by=by
        )  # fmt: skip


class _Stage:
    """One pass: rows whose hash we hold are known; the others find their thing by serial number or tag, or are told."""

    def __init__(self, ctx: StageContext, table: Table, columns: Columns) -> None:
        self.ctx = ctx
        self.table = table
        self.columns = columns
        self.events = Spool(ctx.scratch / "events")
        self.total = 0
        self._seen: set[int] = set()
        self._zone = timezone.get_default_timezone()
        self._things = self._read_things()

    def _read_things(self) -> dict[str, tuple[int, int]]:
        """Every thing here by tag and by serial number: (item, school). One query."""
        found: dict[str, tuple[int, int]] = {}
        rows = bulk.select(
            "SELECT i.id, i.organisation_id, i.barcode_norm, COALESCE(d.serial_norm, '') FROM inventory_item i "
            "LEFT JOIN inventory_device d ON d.item_ptr_id = i.id JOIN people_organisation o ON o.id = i.organisation_id "
            "WHERE o.path LIKE %s ORDER BY CASE WHEN i.status IN ('disposed', 'sold') THEN 0 ELSE 1 END",
            [f"{self.ctx.org_path}%"],
        )
        for item, school, tag, serial in rows:
            if tag:
                found[f"t{tag}"] = (item, school)
            if serial:
                found[f"s{serial}"] = (item, school)
        return found

    def run(self) -> None:
        ctx, records = self.ctx, self.table.records
        ledger = HashLedger(bulk.numbers(f"SELECT row_hash FROM inventory_pastevent WHERE register = '{SNIPE_IT.key}'"))  # noqa: S608
        seed = row_seed("snipe_it_history", "1", self.columns.seed)
        for block in records.blocks():
            self.total += len(block.records)
            unseen = ledger.unseen(block.records, seed)
            rows = read_rows(
                block, unseen, len(self.table.header), broken=self._aside, wrong_width=self._misfit, blank=self._blank
            )
            for row in rows:
                try:
                    self._judge(row)
                except BadRow as bad:
                    self._aside(bad, row.line, row.raw)
            ctx.progress("Reading the history", records.bytes_read, self.table.size)
        ctx.tally.add(ENTITY, "same", 0, ledger.same)

    def _judge(self, row: Row) -> None:
        def text(key: str, longest: int) -> str:
            at = self.columns.at.get(key)
            return "" if at is None else unescaped(row.fields[at]).strip()[:longest]

        if row.hash in self._seen:
            return  # the same thing at the same second, told twice
        self._seen.add(row.hash)
        found = self._thing(text("serial", 200), text("tag", 200), text("item", 300))
        item, school = found
        at = self._moment(text("at", 60))
        what = text("what", 100) or "event"
        event: tuple[Any, ...] = (item, at, what, text("who", 200), text("about", 200), text("note", 2000), row.hash)
        self.events.append(event)
        self.ctx.tally.add(ENTITY, "new", school)

    def _thing(self, serial: str, tag: str, item: str) -> tuple[int, int]:
        keys = [f"s{normalise(serial)}", f"t{normalise(tag)}"]
        for match in _TAG.finditer(f"{tag} {item}"):
            keys.append(f"t{normalise(match[1] or match[2])}")
        for key in keys:
            if len(key) > 1 and key in self._things:
                return self._things[key]
        shown = serial or tag or item
        raise BadRow(
            "unknown_item", "item", shown, f"“{shown}” is no thing here." if shown else "The row names no thing.",
            "Import the assets first; licences, accessories and consumables have no history here.",
            "History of things that are not here",
        )  # fmt: skip

    def _moment(self, text: str) -> str:
        try:
            named = _DATE_AND_TIME.fullmatch(" ".join(text.split()))
            if named is not None:
                found_day = day(named[1], day_first=self.columns.day_first)
                if found_day is None:
                    raise Unreadable(text)
                text = f"{found_day.isoformat()} {named[2]}"
            found = moment(text, self._zone)
        except (Unreadable, ValueError):
            found = None
        if found is None:
            raise BadRow(
                "bad_date", "at", text, f"“{text}” is not a moment we can read safely.", "Export it as 2026-08-15 07:42.",
                "Moments that cannot be read safely",
            )  # fmt: skip
        return found.isoformat()

    def _aside(self, bad: BadRow, number: int, raw: bytes) -> None:
        self.ctx.issues.error(
            bad.code, file=self.ctx.filename[:120], line=self.table.line(number), column=bad.column, value=bad.value,
            entity=ENTITY, message=bad.message, todo=bad.todo, raw=raw, group=bad.group,
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "quarantined")

    def _misfit(self, bad: BadRow, _fields: list[str], number: int, raw: bytes) -> None:
        self._aside(bad, number, raw)

    def _blank(self) -> None:
        self.total -= 1
