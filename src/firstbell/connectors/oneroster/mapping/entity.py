"""Comparing one file with what we hold of it: two passes, the second only over rows we do not know.

Pass one hashes every raw row; those whose hash we hold are unchanged and never parsed. The others
are checked cell by cell and spooled. Pass two finds doubled ids, looks the rest up, resolves what
they refer to, and decides: new, changed, the same in other words, back again, to be removed. Hashes
that the file did not repeat are rows that are gone, if the file is complete.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from firstbell.connectors.oneroster.mapping.duplicates import Duplicates
from firstbell.connectors.oneroster.mapping.night import Cause, Night
from firstbell.connectors.oneroster.mapping.notes import tell_file_notes, tell_header, tell_seen
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, REMOVED, BadCell, Cells
from firstbell.connectors.oneroster.payloads.layout import ALIASES, FileLayout
from firstbell.connectors.oneroster.payloads.package import refuse_separator
from firstbell.core import bulk
from firstbell.core.imports.diff import HashLedger, row_seed
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.headers import match_header
from firstbell.core.imports.records import PROBLEMS, Block, RecordFile
from firstbell.people.actions.roster import EntityPlan, RosterTable

_SINGULAR = {
    "orgs": "organisation",
    "sessions": "session",
    "courses": "course",
    "classes": "class",
    "users": "user",
    "roles": "role",
    "enrollments": "enrollment",
}
_MISSING = -(1 << 63)
"""Stands for the hash of a row that was missing already; no hash is this number but once in 2^64."""
MAPPING_VERSION = "1"
"""Raise it when the meaning of a row changes in code: every row is then read again once."""


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


class EntityStage:
    """One file's comparison; subclasses know the entity's columns and what they refer to."""

    table: ClassVar[RosterTable]
    labels: ClassVar[tuple[str, ...]]
    """On screen, for each of the table's columns; empty ones are not shown as changes."""
    defaults: ClassVar[tuple[Any, ...]]
    """For columns a file does not have, in new rows."""
    place_at: ClassVar[int | None] = None
    """Which of the values is the organisation that counts are made for."""
    parent: ClassVar[bool] = True
    """Whether other rows refer to this entity, so that reasons must be remembered by id."""

    def __init__(self, night: Night, layout: FileLayout) -> None:
        self.night = night
        self.ctx = night.ctx
        self.layout = layout
        self.entity = layout.entity
        self.file = layout.filename
        self.is_delta = night.package.mode(layout) == "delta"
        self.plan: EntityPlan = night.plan.entities[self.entity]
        self.rows = night.spool()
        self.causes = night.causes.setdefault(self.entity, {})
        self.kept_aside: set[str] = set()
        self.nameless = 0
        self.total_rows = 0
        self.live: dict[int, int] = {}
        self.cells = Cells({}, lambda column, value: self.ctx.mapped(self.entity, column, value))
        self.ledger = HashLedger(set())
        self.duplicates = Duplicates()
        self.recheck: dict[str, Known] = {}
        self.adoptable: Any = None
        self._has_any: bool | None = None
        self._has_missing = False

    # --- what subclasses say --------------------------------------------------------------------------------------

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        """The row's values as written (ids unresolved), and its life. Raises :class:`BadCell`."""
        raise NotImplementedError

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        """Values in the table's order with references; False when an optional one is open. Raises :class:`Waiting`."""
        raise NotImplementedError

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        """The row has its place (``ref``): remember it for those that refer to it."""

    def adopt(self, row: Parsed, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """A record we have under another id that this new row is, and why."""
        return None

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        """What names the record besides its id, surest first: (why, key)."""
        return []

    def label(self, values: tuple[Any, ...]) -> str:
        """What people call the record."""
        return str(values[0])

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        """An existing record changes ("changed") or is closed ("closed")."""

    def adopted(self, row: Parsed, known: Known, values: tuple[Any, ...]) -> None:
        """An existing record gets this row's id."""

    def after(self) -> None:
        """All rows are decided."""

    # --- the two passes -------------------------------------------------------------------------------------------

    def stage(self) -> None:
        """Do all of it."""
        self.first_pass()
        self.second_pass()

    def first_pass(self) -> None:
        records = self.night.package.records(self.layout)
        refuse_separator(self.file, records.header)
        header = self._match_header(records)
        if not self.is_delta:
            self._load_hashes()
        spelled = ",".join(name for name, _ in sorted(header.items(), key=lambda item: item[1]))
        seed = row_seed("oneroster", MAPPING_VERSION, self.entity, spelled, self.ctx.map_version(self.entity))
        size = self.night.package.size(self.layout)
        for block in records.blocks():
            self.total_rows += len(block.records)
            unseen = self.ledger.unseen(block.records, seed)
            if unseen:
                self._read_block(block, unseen, len(records.header))
            self.ctx.progress(self.file, records.bytes_read, size)
        tell_file_notes(self.ctx, self.entity, self.file, records)
        tell_seen(self.ctx, self.entity, self.file, self.cells.seen)
        if not self.total_rows and not self.is_delta:
            self.ctx.hold(
                "empty_file",
                f"{self.file} is meant to be complete, but it has no rows at all.",
                "Almost certainly the export failed. Export again; release this only if there really are none.",
                entity=self.entity,
            )

    def _match_header(self, records: RecordFile) -> dict[str, int]:
        header = match_header(records.header, self.layout.all_columns, ALIASES | {"metadata.language": "language"})
        missing = [name for name in (*self.layout.required, "sourcedId") if name not in header.columns]
        if self.is_delta:
            missing += [name for name in ("status", "dateLastModified") if name not in header.columns]
        if missing or header.doubled:
            what = (
                f"does not have the column(s) {', '.join(missing)}"
                if missing
                else (f"has the column {header.doubled[0]} twice")
            )
            raise Rejected(
                f"{self.file} {what}.",
                remedy="Its first line must name the OneRoster columns. Export it again without changing the header.",
                code="missing_column" if missing else "doubled_column",
                file=self.file,
                line=records.header_line,
                column=(missing or header.doubled)[0],
            )
        tell_header(self.ctx, self.layout, header)
        self.cells.at = dict(header.columns)
        return header.columns

    def _load_hashes(self) -> None:
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
            self.recheck = {known.sourced_id: known for known in self._select(where)}
        self._has_any = bool(hashes)
        self._has_missing = _MISSING in hashes
        hashes -= {0, _MISSING}
        self.ledger = HashLedger(hashes)

    def _read_block(self, block: Block, unseen: list[tuple[int, int]], width: int) -> None:
        readable = [(index, hash_) for index, hash_ in unseen if index not in block.problems]
        if len(readable) < len(unseen):
            for index, _ in unseen:
                if index in block.problems:
                    self._broken(block, index)
        reader = csv.reader([block.records[index].decode("utf-8") for index, _ in readable])
        cells = self.cells
        for (index, hash_), fields in zip(readable, reader, strict=True):
            cells.line = line = block.line_of(index)
            raw = block.records[index]
            if len(fields) != width:
                if not any(cell.strip() for cell in fields):
                    self.total_rows -= 1  # a line of nothing but commas, as spreadsheets leave them at the end
                    continue
                self._wrong_width(fields, width, line, raw)
                continue
            cells.row = fields
            try:
                sourced_id = cells.key()
                life = cells.life(is_delta=self.is_delta)
                values: tuple[Any, ...] = ()
                if life != REMOVED:
                    values, life = self.read(cells)
            except BadCell as bad:
                if not any(cell.strip() for cell in fields):
                    self.total_rows -= 1
                    continue
                self._keep_aside(bad, cells.raw("sourcedId"), line, raw)
                continue
            self.duplicates.see(sourced_id)
            self.rows.append((sourced_id, hash_, line, raw, life, values))

    # --- keeping rows aside ---------------------------------------------------------------------------------------

    def _broken(self, block: Block, index: int) -> None:
        message, todo = PROBLEMS[block.problems[index]]
        raw = block.records[index]
        # Without its quotes the row splits well enough to guess whom it speaks of.
        guess = raw.decode("utf-8", "replace").replace('"', "").split(",")
        at = self.cells.at.get("sourcedId", 0)
        sourced_id = guess[at].strip()[:255] if len(guess) > at else ""
        if not self.nameless and not self.look_up([sourced_id]):
            sourced_id = ""
        self._keep_aside(BadCell(block.problems[index], "", "", message, todo), sourced_id, block.line_of(index), raw)

    def _wrong_width(self, fields: list[str], width: int, line: int, raw: bytes) -> None:
        at = self.cells.at.get("sourcedId", 0)
        bad = BadCell(
            "wrong_columns", "", str(len(fields)),
            f"This row has {len(fields)} columns, the header has {width}.",
            "A comma inside a value needs quotation marks around the value. Correct the row or export again.",
        )  # fmt: skip
        self._keep_aside(bad, fields[at].strip() if len(fields) > at else "", line, raw)

    def _keep_aside(
        self, bad: BadCell, sourced_id: str, line: int, raw: bytes, *, group: str = "", cause: Cause | None = None
    ) -> None:
        self.ctx.issues.error(
            bad.code, file=self.file, line=line, column=bad.column, value=bad.value, key=sourced_id,
            entity=self.entity, message=bad.message, todo=bad.todo, raw=raw, group=group, mappable=bad.mappable,
            wide=cause is not None,
        )  # fmt: skip
        self.ctx.tally.add(self.entity, "quarantined")
        if not sourced_id:
            self.nameless += 1
            return
        self.kept_aside.add(sourced_id)
        self.duplicates.see(sourced_id)
        if self.parent:
            what = f"{_SINGULAR[self.entity]} {sourced_id} is kept aside"
            self.causes.setdefault(sourced_id, cause or Cause(what, self.file, line, bad.column, bad.value))

    def _waits(self, row: Parsed, waiting: Waiting) -> None:
        cause = self.night.causes.get(waiting.entity, {}).get(waiting.sourced_id)
        what = f"{_SINGULAR[waiting.entity]} {waiting.sourced_id}"
        if cause is None:
            bad = BadCell(
                "unknown_reference",
                waiting.column,
                waiting.sourced_id,
                f"It refers to {what}, which is neither in this package nor known from before.",
                "Export the missing row too, or correct the reference.",
            )
            group = f"{what[0].upper()}{what[1:]} is neither in this package nor known"
            first = Cause(f"{what} is missing", self.file, row.line, waiting.column, waiting.sourced_id)
            cause = self.night.unknown.setdefault(what, first)
            self._keep_aside(bad, row.sourced_id, row.line, row.raw, group=group, cause=cause)
            return
        where = f"{cause.file}, line {cause.line}"
        if cause.column:
            where += f", column {cause.column}, value “{cause.value}”"
        bad = BadCell(
            "waiting",
            waiting.column,
            waiting.sourced_id,
            f"It waits for {what}: {cause.what} ({where}).",
            "Mend that row first; this one then lands by itself.",
        )
        self._keep_aside(
            bad, row.sourced_id, row.line, row.raw, group=f"Waiting because {cause.what} ({where})", cause=cause
        )

    def open_reference(self, row: Parsed, column: str, sourced_id: str) -> None:
        """An optional reference leads nowhere: the row lands, with a warning, and is looked at again next time."""
        self.ctx.issues.warning(
            "open_reference", file=self.file, line=row.line, column=column, value=sourced_id, key=row.sourced_id,
            entity=self.entity, group=f"{column} “{sourced_id}” does not lead to a row that landed",
            message=f"{column} names “{sourced_id}”, which is not there. The row landed without it.",
            todo="It is filled in by itself once the other row lands.",
        )  # fmt: skip

    # --- pass two -------------------------------------------------------------------------------------------------

    def second_pass(self) -> None:
        self.ctx.tally.add(self.entity, "same", 0, self.ledger.same)
        self._set_doubled_aside()
        if self.night.adopts and not self.is_delta:
            self._load_adoptable()
        for chunk in self.rows.chunks():
            self._decide([Parsed(*row) for row in chunk])
        if not self.is_delta:
            self._gone()
        self.after()
        self.rows.close()
        # A million hashes and ids are not kept while the next file is read.
        self.ledger, self.duplicates, self.recheck, self.kept_aside = HashLedger(set()), Duplicates(), {}, set()

    def _set_doubled_aside(self) -> None:
        self.duplicates.look_closer((Parsed(*row) for row in self.rows), self.kept_aside)
        for sourced_id, line in self.duplicates.identical:
            self._tell_identical(sourced_id, line)

    def _tell_identical(self, sourced_id: str, line: int) -> None:
        self.ctx.issues.warning(
            "identical_twice", file=self.file, line=line, key=sourced_id, entity=self.entity, column="sourcedId",
            value=sourced_id, group="The same row stands in the file twice",
            message=f"“{sourced_id}” stands in the file twice, word for word. It was taken once.",
            todo="Nothing to do; the student system may want to know.",
        )  # fmt: skip

    def _doubled(self, row: Parsed, why: str = "we cannot know which is right") -> None:
        bad = BadCell(
            "doubled_id", "sourcedId", row.sourced_id,
            f"“{row.sourced_id}” stands in the file twice with different content; {why}.",
            "Correct one of the two in the student system. What we had before stays as it is.",
        )  # fmt: skip
        self._keep_aside(bad, row.sourced_id, row.line, row.raw)

    def _decide(self, rows: list[Parsed]) -> None:
        kept = []
        for row in rows:
            verdict = self.duplicates.verdict(row)
            if verdict == "doubled":
                self._doubled(row)
            elif verdict == "take":
                kept.append(row)
        known = self.look_up([row.sourced_id for row in kept])
        for row in kept:
            found = known.get(row.sourced_id)
            if found is not None and self._repeats_unchanged_row(row, found):
                continue
            self._decide_one(row, found)

    def _repeats_unchanged_row(self, row: Parsed, found: Known) -> bool:
        """The stored version of this id was in the file as well, so this is a second row of the same id."""
        if self.is_delta or not found.hash or found.is_missing or found.hash in self.ledger.remaining:
            return False
        if found.hash == row.hash:
            self._tell_identical(row.sourced_id, row.line)
            return True
        self._doubled(row, "the other copy is what we have already, and that stays")
        return True

    def _decide_one(self, row: Parsed, found: Known | None) -> None:
        if found is not None and found.hash:
            self.ledger.remaining.discard(found.hash)
        self.recheck.pop(row.sourced_id, None)
        if row.life == REMOVED:
            self._remove(row, found)
            return
        try:
            values, is_settled = self.resolve(row)
        except Waiting as waiting:
            self._waits(row, waiting)
            return
        hash_ = row.hash if is_settled else 0
        closed = row.life != ACTIVE
        if found is None:
            match = self.adopt(row, values) or (self.adoptable.take(values) if self.adoptable else None)
            if match is not None:
                self._take_over(row, values, hash_, closed, *match)
            else:
                self._create(row, values, hash_, closed)
        else:
            self._compare(row, found, values, hash_, closed)

    def _create(self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        filled = values
        if ABSENT in values:
            filled = tuple(
                default if value is ABSENT else value for value, default in zip(values, self.defaults, strict=True)
            )
        self.plan.new.append((*filled, row.sourced_id, hash_, closed))
        self.ctx.tally.add(self.entity, "new", self.place_of(filled))
        self.placed(row, -len(self.plan.new), filled, None)

    def _compare(self, row: Parsed, found: Known, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        merged = tuple(old if new is ABSENT else new for new, old in zip(values, found.values, strict=True))
        place = self.place_of(found.values)
        if merged == found.values and closed == found.is_closed and not found.is_missing:
            if hash_ != found.hash:
                self.plan.rehash.append((hash_, found.id))
            self.ctx.tally.add(self.entity, "same", place)
        else:
            self.plan.changed.append((*merged, hash_, closed, found.id))
            leaves = closed and not found.is_closed
            self.ctx.tally.add(self.entity, "gone" if leaves else "changed", place)
            self._show(found, merged)
            self.changed(found, merged, "closed" if leaves else "changed")
        self.placed(row, found.id, merged, found)

    def _take_over(
        self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool, found: Known, why: str
    ) -> None:
        merged = tuple(old if new is ABSENT else new for new, old in zip(values, found.values, strict=True))
        self.plan.adopted.append((*merged, row.sourced_id, hash_, closed, found.id))
        if found.hash:
            self.ledger.remaining.discard(found.hash)
        self.recheck.pop(found.sourced_id, None)
        # Under another id, but otherwise as it was: nothing that a guard should count.
        same = merged == found.values and closed == found.is_closed
        self.ctx.tally.add(self.entity, "same" if same else "changed", self.place_of(found.values))
        self.ctx.match(self.entity, row.sourced_id, self.label(merged), self.label(found.values), why)
        if not same:
            self._show(found, merged)
        self.adopted(row, found, merged)
        self.placed(row, found.id, merged, found)

    def _remove(self, row: Parsed, found: Known | None) -> None:
        if found is None:
            self.ctx.issues.warning(
                "nothing_to_remove", file=self.file, line=row.line, key=row.sourced_id, entity=self.entity,
                group="Rows to be removed that we never had",
                message=f"“{row.sourced_id}” is to be removed, but we never had it.", todo="Nothing to do.",
            )  # fmt: skip
            self.ctx.tally.add(self.entity, "same")
        elif found.is_closed:
            if row.hash != found.hash:
                self.plan.rehash.append((row.hash, found.id))
            self.ctx.tally.add(self.entity, "same", self.place_of(found.values))
        else:
            self.plan.closed.append((row.hash, found.id))
            self.ctx.tally.add(self.entity, "gone", self.place_of(found.values))
            self.changed(found, found.values, "closed")

    # --- gone -----------------------------------------------------------------------------------------------------

    def _gone(self) -> None:
        if self.nameless:
            # A row we could not even name may be any of the missing ones.
            self.ctx.issues.warning(
                "absence_unsure", file=self.file, entity=self.entity, count=self.nameless,
                message=f"{self.nameless:,} rows of {self.file} could not be read at all, so nothing is taken as gone this time.",
                todo="Mend those rows; absence counts again with the next complete file.",
            )  # fmt: skip
            return
        remaining = self.ledger.remaining
        if remaining:
            for known in self._select("missing_since IS NULL AND closed_at IS NULL AND row_hash <> 0"):
                if known.hash in remaining:
                    self._one_gone(known)
        for known in list(self.recheck.values()):
            self._one_gone(known)
        if self._has_missing:
            where = "missing_since IS NOT NULL AND missing_runs < 30"
            for id_, sourced_id in self.night.known(self.table.table, "id, sourced_id", where):
                if sourced_id not in self._returned:
                    self.plan.still.append((id_,))

    def _one_gone(self, known: Known) -> None:
        if known.sourced_id in self.kept_aside:
            return
        self.plan.gone.append((known.id,))
        self.ctx.tally.add(self.entity, "gone", self.place_of(known.values))
        self.gone(known)
        refs = self.night.refs.get(self.entity)
        if refs is not None:
            refs.drop(known.sourced_id)

    def gone(self, known: Known) -> None:
        """An existing record is no longer named."""

    @property
    def _returned(self) -> set[str]:
        return self.duplicates.returned | self.kept_aside

    # --- looking up -----------------------------------------------------------------------------------------------

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

    def _select(self, where: str) -> Iterator[Known]:
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

    def _load_adoptable(self) -> None:
        from firstbell.connectors.oneroster.mapping.matching import Adoptable

        listed = {row[0] for row in self.rows}
        remaining = self.ledger.remaining
        self.adoptable = Adoptable(
            self,
            (
                known
                for known in self._select("missing_since IS NULL AND closed_at IS NULL AND row_hash <> 0")
                if known.hash in remaining and known.sourced_id not in listed
            ),
        )

    # --- showing --------------------------------------------------------------------------------------------------

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

    def _show(self, known: Known, values: tuple[Any, ...]) -> None:
        changes = self.differences(known, values)
        if known.is_missing or known.is_closed:
            changes["State"] = ("gone", "back")
        self.ctx.sample(self.entity, known.sourced_id, self.label(values), changes)
