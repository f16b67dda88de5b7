"""Pass one over a console's list: which rows we know by their hash, and the others read cell by cell and spooled."""

from __future__ import annotations

import csv

from django.utils import timezone

from firstbell.connectors.base.choices import ASSIGN
from firstbell.connectors.base.fleet import console as c
from firstbell.connectors.base.fleet.differences import Differences
from firstbell.connectors.base.fleet.models import Models
from firstbell.connectors.base.fleet.rows import Parsed, RowReader
from firstbell.connectors.base.people import Owners
from firstbell.connectors.base.rows import BadRow, read_rows
from firstbell.connectors.base.sites import Sites
from firstbell.core import bulk
from firstbell.core.imports.diff import HashLedger, row_seed
from firstbell.core.imports.records import Block, RecordFile
from firstbell.core.imports.source import StageContext
from firstbell.core.imports.spool import Spool
from firstbell.core.scan import normalise
from firstbell.inventory.actions.fleet import FleetPlan
from firstbell.inventory.queries import rest_statuses

MAPPING_VERSION = "2"
"""Raise it when the meaning of a row changes in code: every row is then read again once."""


class FirstPass:
    """What both passes share, and the first of them. ``plan`` is what to write, ``differences`` what to say."""

    def __init__(self, ctx: StageContext, console: c.Console, records: RecordFile, at: dict[str, int]) -> None:
        self.ctx = ctx
        self.console = console
        self.records = records
        self.file = ctx.filename[:120]
        self.sites = Sites(ctx.org_path)
        self.owners = Owners(ctx.org_path)
        self.models = Models(console.unknown_model)
        self.resting = rest_statuses()
        self.is_assigning = bool(ctx.options.get(ASSIGN))
        self.differences = Differences(ctx, self.owners, console)
        self.reader = RowReader(console, at, timezone.get_default_timezone(), self._tell)
        self.rows = Spool(ctx.scratch / "rows")
        self._at = at
        self._serial_at = at[c.SERIAL]
        self._first_hash: dict[str, int] = {}
        self._doubled: set[str] = set()
        self._kept_aside: set[str] = set()
        self._claimed_tags: dict[str, str] = {}
        self._decided: set[int] = set()
        self._elsewhere = 0
        self._has_unhashed = False
        self._live = 0
        self.total_rows = 0
        self.plan = FleetPlan(
            console=console.key, root_path=ctx.org_path, columns=self.reader.columns, category=console.category,
            source=console.note, models=self.models.needed, folder=ctx.scratch,
        )  # fmt: skip

    # --- pass one -------------------------------------------------------------------------------------------------

    def _first_pass(self) -> None:
        ctx = self.ctx
        self.ledger = HashLedger(self._known_hashes())
        seed = row_seed(
            self.console.source_key, MAPPING_VERSION, ",".join(self.records.header), ctx.map_version(c.ENTITY)
        )
        size = ctx.path.stat().st_size
        for block in self.records.blocks():
            self.total_rows += len(block.records)
            unseen = self.ledger.unseen(block.records, seed)
            if unseen:
                self._read_block(block, unseen)
            ctx.progress("Reading the list", self.records.bytes_read, size)
        ctx.tally.add(c.ENTITY, "same", 0, self.ledger.same)

    def _known_hashes(self) -> set[int]:
        where = ""
        if self.ctx.org_path:
            # A path is digits and dots, made by us.
            path = "".join(letter for letter in self.ctx.org_path if letter in "0123456789.")
            where = (
                " AND device_id IN (SELECT i.id FROM inventory_item i JOIN people_organisation o "  # noqa: S608
                f"ON o.id = i.organisation_id WHERE o.path LIKE '{path}%')"
            )
        hashes = bulk.numbers(
            "SELECT COALESCE(row_hash, 0) FROM inventory_managementrecord "  # noqa: S608 - constants and our own path
            f"WHERE console = '{self.console.key}' AND missing_since IS NULL{where}"
        )
        self._live = len(hashes)
        self._has_unhashed = 0 in hashes
        hashes.discard(0)
        return hashes

    def _read_block(self, block: Block, unseen: list[tuple[int, int]]) -> None:
        width = len(self.records.header)
        rows = read_rows(block, unseen, width, broken=self._unread, wrong_width=self._misfit, blank=_nothing)
        for hash_, line, raw, fields in rows:
            try:
                row = self.reader.read(fields, hash_, line, raw)
            except BadRow as bad:
                if any(cell.strip() for cell in fields):
                    self._keep_aside(bad, "", line, raw)
                continue
            self._note(row)

    def _unread(self, bad: BadRow, line: int, raw: bytes) -> None:
        self._keep_aside(bad, self._guess(raw), line, raw)

    def _misfit(self, bad: BadRow, _fields: list[str], line: int, raw: bytes) -> None:
        self._keep_aside(bad, self._guess(raw), line, raw)

    def _note(self, row: Parsed) -> None:
        """Spool the row, unless the very same stood here before; note serial numbers that stand twice."""
        first = self._first_hash.get(row.serial_norm)
        if first == row.hash:
            self._tell_repeated(row)
            return
        if first is None:
            self._first_hash[row.serial_norm] = row.hash
        else:
            self._doubled.add(row.serial_norm)
        self.rows.append(tuple(row))

    def _tell_repeated(self, row: Parsed) -> None:
        self._tell(
            "identical_twice", row.line, c.SERIAL, row.serial, row.serial,
            f"“{row.serial}” stands in the file twice, word for word. It was taken once.", "Nothing to do.",
        )  # fmt: skip

    def _guess(self, record: bytes) -> str:
        """The serial number of a row that cannot be read as a whole, if it stands where it should."""
        fields: list[str] = next(csv.reader([record.decode("utf-8").replace("\n", " ").replace("\0", "")]), [])
        return fields[self._serial_at].strip() if len(fields) > self._serial_at else ""

    # --- telling --------------------------------------------------------------------------------------------------

    def _tell(self, code: str, line: int, column: str, value: str, serial: str, message: str, todo: str) -> None:
        self.ctx.issues.warning(
            code, file=self.file, line=line, column=self._named(column), value=value, key=serial, entity=c.ENTITY, message=message,
            todo=todo,
            group=_GROUPS.get(code, "").format(name=self.console.name),
        )  # fmt: skip

    def _named(self, column: str) -> str:
        """A column as this file calls it; nothing for one of ours that it does not have."""
        at = self._at.get(column)
        return self.records.header[at] if at is not None else "" if column in c.COLUMNS else column

    def _keep_aside(self, bad: BadRow, serial: str, line: int, raw: bytes) -> None:
        self.ctx.issues.error(
            bad.code, file=self.file, line=line, column=self._named(bad.column), value=bad.value, key=serial, entity=c.ENTITY,
            message=bad.message, todo=bad.todo, raw=raw, group=bad.group,
        )  # fmt: skip
        self.ctx.tally.add(c.ENTITY, "quarantined")
        if serial:
            self._kept_aside.add(normalise(serial))

    def _tell_totals(self) -> None:
        if self._elsewhere:
            self.ctx.issues.warning(
                "elsewhere", file=self.file, entity=c.ENTITY, count=self._elsewhere,
                message=f"{self._elsewhere:,} rows are devices of schools that this import is not for; they were left alone.",
                todo="Import the whole list for the district, with somebody who may do that.",
            )  # fmt: skip


_GROUPS = {
    "mangled_tag": "Asset tags destroyed by a spreadsheet (such as 1.23E+11)",
    "bad_date": "Dates that cannot be read safely",
    "bad_mac": "MAC addresses that are none",
    "doubled_tag": "Asset tags that another device has already",
    "identical_twice": "The same row stands in the file twice",
    "school_differs": "At another school in {name} than here",
    "serial_differs": "Known by their tag, but with another serial number",
}


def _nothing() -> None:
    """A line of nothing but commas costs nothing."""
