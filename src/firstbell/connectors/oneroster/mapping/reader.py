"""Pass one over a file: rows whose hash is known are crossed off, the others are checked and spooled.

Here is also how a row is kept aside, and how it is told which row it waits for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from firstbell.connectors.base.rows import BadRow, read_rows
from firstbell.connectors.oneroster.mapping.night import Cause, Night
from firstbell.connectors.oneroster.mapping.notes import tell_file_notes, tell_header, tell_seen
from firstbell.connectors.oneroster.mapping.stored import Parsed, StoredRows, Waiting
from firstbell.connectors.oneroster.payloads.cells import REMOVED, Cells
from firstbell.connectors.oneroster.payloads.layout import ALIASES, FileLayout
from firstbell.connectors.oneroster.payloads.package import refuse_separator
from firstbell.core.imports.diff import row_seed
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.headers import match_header
from firstbell.core.imports.records import Block, RecordFile

_SINGULAR = {
    "orgs": "organisation",
    "sessions": "session",
    "courses": "course",
    "classes": "class",
    "users": "user",
    "roles": "role",
    "enrollments": "enrollment",
}
MAPPING_VERSION = "1"
"""Raise it when the meaning of a row changes in code: every row is then read again once."""


class RowReader(StoredRows, ABC):
    """Reads one file; subclasses say what a row's cells mean."""

    parent: ClassVar[bool] = True
    """Whether other rows refer to this entity, so that reasons must be remembered by id."""

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self.is_delta = night.package.mode(layout) == "delta"
        self.rows = night.spool()
        self.causes = night.causes.setdefault(self.entity, {})
        self.kept_aside: set[str] = set()
        self.nameless = 0
        self.total_rows = 0
        self.cells = Cells({}, lambda column, value: self.ctx.mapped(self.entity, column, value))

    @abstractmethod
    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        """The row's values as written (ids unresolved), and its life. Raises :class:`BadRow`."""

    def first_pass(self) -> None:
        records = self.night.package.records(self.layout)
        refuse_separator(self.file, records.header)
        header = self._match_header(records)
        if not self.is_delta:
            self.load_hashes()
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

    def _read_block(self, block: Block, unseen: list[tuple[int, int]], width: int) -> None:
        cells = self.cells
        rows = read_rows(
            block, unseen, width, broken=self._broken, wrong_width=self._wrong_width, blank=self._forget_blank
        )  # fmt: skip
        for hash_, line, raw, fields in rows:
            cells.line = line
            cells.row = fields
            try:
                sourced_id = cells.key()
                life = cells.life(is_delta=self.is_delta)
                values: tuple[Any, ...] = ()
                if life != REMOVED:
                    values, life = self.read(cells)
            except BadRow as bad:
                if any(cell.strip() for cell in fields):
                    self.keep_aside(bad, cells.raw("sourcedId"), line, raw)
                else:
                    self._forget_blank()
                continue
            self.duplicates.see(sourced_id)
            self.rows.append((sourced_id, hash_, line, raw, life, values))

    def _forget_blank(self) -> None:
        """A line of nothing but commas is no row."""
        self.total_rows -= 1

    def _broken(self, bad: BadRow, line: int, raw: bytes) -> None:
        # Without its quotes the row splits well enough to guess whom it speaks of.
        guess = raw.decode("utf-8", "replace").replace('"', "").split(",")
        at = self.cells.at.get("sourcedId", 0)
        sourced_id = guess[at].strip()[:255] if len(guess) > at else ""
        if sourced_id and not self.nameless and not self.look_up([sourced_id]):
            self.nameless += 1  # a guess that leads nowhere may be anybody
        self.keep_aside(bad, sourced_id, line, raw)

    def _wrong_width(self, bad: BadRow, fields: list[str], line: int, raw: bytes) -> None:
        at = self.cells.at.get("sourcedId", 0)
        self.keep_aside(bad, fields[at].strip() if len(fields) > at else "", line, raw)

    def keep_aside(
        self, bad: BadRow, sourced_id: str, line: int, raw: bytes, *, group: str = "", cause: Cause | None = None
    ) -> None:
        self.ctx.issues.error(
            bad.code, file=self.file, line=line, column=bad.column, value=bad.value, key=sourced_id,
            entity=self.entity, message=bad.message, todo=bad.todo, raw=raw, group=group, mappable=bad.mappable,
            choices=bad.choices,
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

    def waits(self, row: Parsed, waiting: Waiting) -> None:
        cause = self.night.causes.get(waiting.entity, {}).get(waiting.sourced_id)
        what = f"{_SINGULAR[waiting.entity]} {waiting.sourced_id}"
        if cause is None:
            bad = BadRow(
                "unknown_reference",
                waiting.column,
                waiting.sourced_id,
                f"It refers to {what}, which is neither in this package nor known from before.",
                "Export the missing row too, or correct the reference.",
            )
            group = f"{what[0].upper()}{what[1:]} is neither in this package nor known"
            first = Cause(f"{what} is missing", self.file, row.line, waiting.column, waiting.sourced_id)
            cause = self.night.unknown.setdefault(what, first)
            self.keep_aside(bad, row.sourced_id, row.line, row.raw, group=group, cause=cause)
            return
        where = f"{cause.file}, line {cause.line}"
        if cause.column:
            where += f", column {cause.column}, value “{cause.value}”"
        bad = BadRow(
            "waiting",
            waiting.column,
            waiting.sourced_id,
            f"It waits for {what}: {cause.what} ({where}).",
            "Mend that row first; this one then lands by itself.",
        )
        self.keep_aside(
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
