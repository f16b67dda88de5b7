"""What the database holds of one entity of one roster source: hashes, rows by id, counts by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from firstbell.connectors.oneroster.mapping.duplicates import Duplicates
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.payloads.layout import FileLayout
from firstbell.core import bulk
from firstbell.core.imports.diff import HashLedger
from firstbell.people.actions.roster_plan import EntityPlan, RosterTable

_MISSING = -(1 << 63)
"""Stands for the hash of a row that was missing already; no hash is this number but once in 2^64."""


class Parsed(NamedTuple):
    """One row that is not known by its hash."""

    sourced_id: str
    hash: int
    line: int
    raw: bytes
    life: int
    values: tuple[Any, ...]


class Known(NamedTuple):
    """A row we hold. ``values`` are in the order of the table's columns; dates as text."""

    id: int
    sourced_id: str
    hash: int | None
    is_missing: bool
    is_closed: bool
    values: tuple[Any, ...]


class Waiting(Exception):
    """A row refers to something that is not there; it is kept aside until it is."""

    def __init__(self, entity: str, column: str, sourced_id: str) -> None:
        super().__init__(sourced_id)
        self.entity = entity
        self.column = column
        self.sourced_id = sourced_id


class StoredRows:
    """Reading one entity's table; the base of every stage."""

    table: ClassVar[RosterTable]
    labels: ClassVar[tuple[str, ...]]
    """On screen, for each of the table's columns; empty ones are not shown as changes."""
    place_at: ClassVar[int | None] = None
    """Which of the values is the organisation that counts are made for."""

    def __init__(self, night: Night, layout: FileLayout) -> None:
        self.night = night
        self.ctx = night.ctx
        self.layout = layout
        self.entity = layout.entity
        self.file = layout.filename
        self.plan: EntityPlan = night.plan.entities[self.entity]
        self.live: dict[int, int] = {}
        self.ledger = HashLedger(set())
        self.duplicates = Duplicates()
        self.recheck: dict[str, Known] = {}
        self._has_any: bool | None = None
        self._has_missing = False

    def load_hashes(self) -> None:
        night, table = self.night, self.table.table
        if night.source_id is None:
            return
        # One scan of the table tells all three: the hashes, whether any row is to be looked at again, whether any is missing.
        hashes = bulk.numbers(
            f"SELECT CASE WHEN missing_since IS NULL THEN COALESCE(row_hash, 0) ELSE {_MISSING} END "  # noqa: S608
            f"FROM {table} WHERE source_id = {int(night.source_id)}"
        )
        if 0 in hashes:
            where = "missing_since IS NULL AND closed_at IS NULL AND (row_hash = 0 OR row_hash IS NULL)"
            self.recheck = {known.sourced_id: known for known in self.select(where)}
        self._has_any = bool(hashes)
        self._has_missing = _MISSING in hashes
        hashes -= {0, _MISSING}
        self.ledger = HashLedger(hashes)

    def look_up(self, sourced_ids: list[str]) -> dict[str, Known]:
        """What we hold under these ids."""
        if self.night.source_id is None or not sourced_ids or not self.has_any:
            return {}
        sql = f"{self._columns()} WHERE source_id = %s AND NOT (sourced_id = '') AND sourced_id {{in}}"
        found = {
            known.sourced_id: known
            for known in map(self.known_of, bulk.select_in(sql, sourced_ids, [self.night.source_id]))
        }
        self.duplicates.returned.update(one.sourced_id for one in found.values() if one.is_missing)
        return found

    @property
    def has_any(self) -> bool:
        """Whether we hold anything at all of this entity; a first import need not look each id up."""
        if self._has_any is None:
            self._has_any = next(iter(self.night.known(self.table.table, "1", "1 = 1 LIMIT 1")), None) is not None
        return self._has_any

    def _columns(self) -> str:
        columns = ", ".join(self.table.columns)
        return (
            "SELECT id, sourced_id, row_hash, missing_since IS NOT NULL, closed_at IS NOT NULL, "  # noqa: S608
            f"{columns} FROM {self.table.table}"
        )

    def select(self, where: str) -> Iterator[Known]:
        if self.night.source_id is None:
            return
        sql = f"{self._columns()} WHERE source_id = %s AND NOT (sourced_id = '') AND {where}"
        for row in bulk.select(sql, [self.night.source_id]):
            yield self.known_of(row)

    @staticmethod
    def known_of(row: tuple[Any, ...]) -> Known:
        values = tuple(value.isoformat() if hasattr(value, "isoformat") else value for value in row[5:])
        return Known(row[0], row[1], row[2], bool(row[3]), bool(row[4]), values)

    def count_live(self) -> None:
        """How many live records there are by place: what the guards divide by."""
        if self.night.source_id is None:
            self.ctx.live(self.entity, {})
            return
        place = "0" if self.place_at is None else self.table.columns[self.place_at]
        self.live = defaultdict(int)
        for where, count in bulk.select(
            f"SELECT {place}, COUNT(*) FROM {self.table.table} WHERE source_id = %s "  # noqa: S608
            "AND missing_since IS NULL AND closed_at IS NULL GROUP BY 1",
            [self.night.source_id],
        ):
            self.live[int(where or 0)] += int(count)
        self.ctx.live(self.entity, self.live)

    def place_of(self, values: tuple[Any, ...]) -> int:
        return 0 if self.place_at is None else self.night.place(values[self.place_at])

    def label(self, values: tuple[Any, ...]) -> str:
        """What people call the record."""
        return str(values[0])

    def shown(self, at: int, value: Any) -> str:
        """A value in words."""
        entity = self.table.refs.get(at)
        if value is None or value == "":
            return ""
        if entity == "orgs":
            return self.night.place_names.get(value, "a new organisation" if value < 0 else f"#{value}")
        if entity is not None:
            return "a new one" if value < 0 else f"#{value}"
        return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)

    def differences(self, known: Known, values: tuple[Any, ...]) -> dict[str, tuple[str, str]]:
        """Field by field, in words."""
        return {
            label: (self.shown(at, old), self.shown(at, new))
            for at, (label, old, new) in enumerate(zip(self.labels, known.values, values, strict=True))
            if label and old != new
        }

    def show(self, known: Known, values: tuple[Any, ...]) -> None:
        changes = self.differences(known, values)
        if known.is_missing or known.is_closed:
            changes["State"] = ("gone", "back")
        self.ctx.sample(self.entity, known.sourced_id, self.label(values), changes)
