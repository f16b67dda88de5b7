"""Pass one over a register: which rows we know by their hash, and the others read cell by cell and spooled."""

from __future__ import annotations

import csv

from firstbell.connectors.base.cells import unescaped
from firstbell.connectors.base.fleet.models import Models
from firstbell.connectors.base.people import Owners
from firstbell.connectors.base.register.register import ENTITY, Register
from firstbell.connectors.base.register.rows import Parsed, RowReader
from firstbell.connectors.base.rows import BadRow, read_rows
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tables.source import Columns
from firstbell.connectors.base.tables.table import Table
from firstbell.core import bulk
from firstbell.core.imports.diff import HashLedger, row_seed
from firstbell.core.imports.records import Block
from firstbell.core.imports.source import StageContext
from firstbell.core.imports.spool import Spool
from firstbell.core.scan import normalise
from firstbell.inventory.actions.registers import RegisterPlan
from firstbell.inventory.models import ItemType

MAPPING_VERSION = "2"
"""Raise it when the meaning of a row changes in code: every row is then read again once."""


class FirstPass:
    """What both passes share, and the first of them. ``plan`` is what to write."""

    def __init__(self, ctx: StageContext, register: Register, table: Table, columns: Columns) -> None:
        self.ctx = ctx
        self.register = register
        self.table = table
        self.columns = columns
        self.file = ctx.filename[:120]
        self.sites = Sites(ctx.org_path)
        self.owners = Owners(ctx.org_path, with_numbers=True)
        self.models = Models(f"Not told by {register.name}")
        self.types = {kind.code: kind for kind in ItemType.objects.order_by("pk")}
        self.type_names = {kind.name.casefold(): kind for kind in self.types.values()}
        self.reader = RowReader(columns, self._tell)
        self.rows = Spool(ctx.scratch / "rows")
        self._first_hash: dict[str, int] = {}
        self._doubled: set[str] = set()
        self._kept_aside: set[str] = set()
        self._claimed_tags: dict[str, str] = {}
        self._decided: set[int] = set()
        self._elsewhere = 0
        self._live = 0
        self.total_rows = 0
        self.plan = RegisterPlan(
            register=register.key, register_name=register.name, root_path=ctx.org_path, source=register.note,
            models=self.models.needed, folder=ctx.scratch,
        )  # fmt: skip

    def _first_pass(self) -> None:
        ctx, records = self.ctx, self.table.records
        self.ledger = HashLedger(self._known_hashes())
        seed = row_seed(self.register.key, MAPPING_VERSION, self.columns.seed, ctx.map_version(ENTITY))
        for block in records.blocks():
            self.total_rows += len(block.records)
            unseen = self.ledger.unseen(block.records, seed)
            if unseen:
                self._read_block(block, unseen)
            ctx.progress("Reading the list", records.bytes_read, self.table.size)
        ctx.tally.add(ENTITY, "same", 0, self.ledger.same)

    def _known_hashes(self) -> set[int]:
        where = ""
        if self.ctx.org_path:
            # A path is digits and dots, made by us.
            path = "".join(letter for letter in self.ctx.org_path if letter in "0123456789.")
            where = (
                " AND item_id IN (SELECT i.id FROM inventory_item i JOIN people_organisation o "  # noqa: S608
                f"ON o.id = i.organisation_id WHERE o.path LIKE '{path}%')"
            )
        hashes = bulk.numbers(
            "SELECT COALESCE(row_hash, 0) FROM inventory_registerrecord "  # noqa: S608 - constants and our own path
            f"WHERE register = '{self.register.key}' AND missing_since IS NULL{where}"
        )
        self._live = len(hashes)
        hashes.discard(0)
        return hashes

    def _read_block(self, block: Block, unseen: list[tuple[int, int]]) -> None:
        width = len(self.table.header)
        rows = read_rows(block, unseen, width, broken=self._unread, wrong_width=self._misfit, blank=self._blank)
        for hash_, number, raw, fields in rows:
            line = self.table.line(number)
            if self.register.is_escaped and b"&" in raw:
                fields = [unescaped(cell) for cell in fields]
            try:
                row = self.reader.read(fields, hash_, line, raw)
            except BadRow as bad:
                if any(cell.strip() for cell in fields):
                    self._keep_aside(bad, "", line, raw)
                else:
                    self._blank()
                continue
            self._note(row)

    def _blank(self) -> None:
        self.total_rows -= 1

    def _unread(self, bad: BadRow, number: int, raw: bytes) -> None:
        self._keep_aside(bad, self._guess(raw), self.table.line(number), raw)

    def _misfit(self, bad: BadRow, _fields: list[str], number: int, raw: bytes) -> None:
        self._unread(bad, number, raw)

    def _guess(self, record: bytes) -> str:
        """What a row that cannot be read as a whole may be about, if its key stands where it should."""
        text = record.decode("utf-8", "replace").replace("\n", " ").replace("\0", "")
        fields: list[str] = next(csv.reader([text]), [])
        places = [at for key in ("serial", "tag") if (at := self.columns.at.get(key)) is not None and at < len(fields)]
        return next((found for at in places if (found := fields[at].strip())), "")

    def _note(self, row: Parsed) -> None:
        """Spool the row, unless the very same stood here before; note numbers that stand twice."""
        key = self._key(row)
        first = self._first_hash.get(key)
        if first == row.hash:
            self._tell(
                "identical_twice", row.line, "", row.key, row.key,
                f"“{row.key}” stands in the file twice, word for word. It was taken once.", "Nothing to do.",
            )  # fmt: skip
            return
        if first is None:
            self._first_hash[key] = row.hash
        else:
            self._doubled.add(key)
        self.rows.append(tuple(row))

    @staticmethod
    def _key(row: Parsed) -> str:
        return f"s{row.serial_norm}" if row.serial_norm else f"t{normalise(row.tag)}"

    # --- telling --------------------------------------------------------------------------------------------------

    def _tell(self, code: str, line: int, column: str, value: str, key: str, message: str, todo: str) -> None:
        self.ctx.issues.warning(
            code, file=self.file, line=line, column=column, value=value, key=key, entity=ENTITY, message=message,
            todo=todo, group=_GROUPS.get(code, ""),
        )  # fmt: skip

    def _keep_aside(self, bad: BadRow, key: str, line: int, raw: bytes) -> None:
        self.ctx.issues.error(
            bad.code, file=self.file, line=line, column=bad.column, value=bad.value, key=key, entity=ENTITY,
            message=bad.message, todo=bad.todo, raw=raw, group=bad.group, mappable=bad.mappable, choices=bad.choices,
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "quarantined")
        if key:
            self._kept_aside.add(normalise(key))


_GROUPS = {
    "mangled_tag": "Asset tags destroyed by a spreadsheet (such as 1.23E+11)",
    "bad_date": "Dates that cannot be read safely",
    "bad_cost": "Amounts of money that cannot be read safely",
    "bad_warranty": "Warranties that are no number of months",
    "bad_mac": "MAC addresses that are none",
    "doubled_tag": "Asset tags that another thing has already",
    "identical_twice": "The same row stands in the file twice",
    "serial_differs": "Known by their tag, but with another serial number",
    "no_serial_here": "Known by their tag, but here without a serial number",
    "facts_differ": "Facts that differ from ours; ours stay",
    "tag_differs": "Asset tags that differ from ours",
    "status_differs": "Where it is differs from ours",
    "school_differs": "At another school there than here",
    "unknown_home": "Homes that are no place here",
}
