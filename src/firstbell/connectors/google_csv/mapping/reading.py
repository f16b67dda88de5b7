"""Pass one over the export: which rows we know by their hash, and the others read cell by cell and spooled."""

from __future__ import annotations

import csv

from django.utils import timezone

from firstbell.connectors.google_csv.mapping.differences import Differences
from firstbell.connectors.google_csv.mapping.models import Models
from firstbell.connectors.google_csv.mapping.owners import Owners
from firstbell.connectors.google_csv.mapping.rows import BadRow, Parsed, RowReader
from firstbell.connectors.google_csv.mapping.schools import Sites
from firstbell.connectors.google_csv.payloads import columns as c
from firstbell.core import bulk
from firstbell.core.imports.diff import HashLedger, row_seed
from firstbell.core.imports.records import PROBLEMS, Block, RecordFile
from firstbell.core.imports.source import StageContext
from firstbell.core.imports.spool import Spool
from firstbell.core.scan import normalise
from firstbell.inventory.actions.fleet import FleetPlan
from firstbell.inventory.queries import rest_statuses

ENTITY = "devices"
CONSOLE = "google"
ASSIGN = "assign"
"""The option of a run: make the proposed assignments."""
MAPPING_VERSION = "1"
"""Raise it when the meaning of a row changes in code: every row is then read again once."""
SOURCE_NOTE = "Google Admin console, Chrome devices export"


class FirstPass:
    """What both passes share, and the first of them. ``plan`` is what to write, ``differences`` what to say."""

    def __init__(self, ctx: StageContext, records: RecordFile, at: dict[str, int]) -> None:
        self.ctx = ctx
        self.records = records
        self.file = ctx.filename[:120]
        self.sites = Sites(ctx.org_path)
        self.owners = Owners(ctx.org_path)
        self.models = Models()
        self.resting = rest_statuses()
        self.is_assigning = bool(ctx.options.get(ASSIGN))
        self.differences = Differences(ctx, self.owners, ENTITY)
        self.reader = RowReader(at, timezone.get_default_timezone(), self._tell)
        self.rows = Spool(ctx.scratch / "rows")
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
            console=CONSOLE, root_path=ctx.org_path, columns=self.reader.columns, category="chromebook",
            source=SOURCE_NOTE, models=self.models.needed, folder=ctx.scratch,
        )  # fmt: skip

    # --- pass one -------------------------------------------------------------------------------------------------

    def _first_pass(self) -> None:
        ctx = self.ctx
        self.ledger = HashLedger(self._known_hashes())
        seed = row_seed("google_csv", MAPPING_VERSION, ",".join(self.records.header), ctx.map_version(ENTITY))
        size = ctx.path.stat().st_size
        for block in self.records.blocks():
            self.total_rows += len(block.records)
            unseen = self.ledger.unseen(block.records, seed)
            if unseen:
                self._read_block(block, unseen)
            ctx.progress("Reading the list", self.records.bytes_read, size)
        ctx.tally.add(ENTITY, "same", 0, self.ledger.same)

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
            f"WHERE console = '{CONSOLE}' AND missing_since IS NULL{where}"
        )
        self._live = len(hashes)
        self._has_unhashed = 0 in hashes
        hashes.discard(0)
        return hashes

    def _read_block(self, block: Block, unseen: list[tuple[int, int]]) -> None:
        width = len(self.records.header)
        readable = []
        for index, hash_ in unseen:
            if index in block.problems:
                message, todo = PROBLEMS[block.problems[index]]
                bad = BadRow(block.problems[index], "", "", message, todo)
                self._keep_aside(bad, self._guess(block.records[index]), block.line_of(index), block.records[index])
            else:
                readable.append((index, hash_))
        fields_of = csv.reader([block.records[index].decode("utf-8") for index, _ in readable])
        for (index, hash_), fields in zip(readable, fields_of, strict=True):
            line, raw = block.line_of(index), block.records[index]
            if len(fields) != width:
                # A line of nothing but commas is what spreadsheets leave at the end.
                if any(cell.strip() for cell in fields):
                    self._keep_aside(_wrong_width(len(fields), width), self._guess(raw), line, raw)
                continue
            try:
                row = self.reader.read(fields, hash_, line, raw)
            except BadRow as bad:
                if any(cell.strip() for cell in fields):
                    self._keep_aside(bad, "", line, raw)
                continue
            self._note(row)

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
            code, file=self.file, line=line, column=column, value=value, key=serial, entity=ENTITY, message=message,
            todo=todo, group=_GROUPS.get(code, ""),
        )  # fmt: skip

    def _keep_aside(self, bad: BadRow, serial: str, line: int, raw: bytes) -> None:
        self.ctx.issues.error(
            bad.code, file=self.file, line=line, column=bad.column, value=bad.value, key=serial, entity=ENTITY,
            message=bad.message, todo=bad.todo, raw=raw, group=bad.group,
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "quarantined")
        if serial:
            self._kept_aside.add(normalise(serial))

    def _tell_totals(self) -> None:
        if self._elsewhere:
            self.ctx.issues.warning(
                "elsewhere", file=self.file, entity=ENTITY, count=self._elsewhere,
                message=f"{self._elsewhere:,} rows are devices of schools that this import is not for; they were left alone.",
                todo="Import the whole list for the district, with somebody who may do that.",
            )  # fmt: skip


_GROUPS = {
    "mangled_tag": "Asset tags destroyed by a spreadsheet (such as 1.23E+11)",
    "bad_date": "Dates that cannot be read safely",
    "bad_mac": "MAC addresses that are none",
    "doubled_tag": "Asset tags that another device has already",
    "identical_twice": "The same row stands in the file twice",
    "serial_differs": "Known by their tag, but with another serial number",
    "school_differs": "At another school in Google than here",
}


def _wrong_width(found: int, width: int) -> BadRow:
    return BadRow(
        "wrong_columns", "", str(found), f"This row has {found} columns, the header has {width}.",
        "A comma inside a value needs quotation marks around the value. Correct the row or export again.",
        "Rows with more or fewer columns than the header",
    )  # fmt: skip
