"""A table as a source of the import machine: which columns it has, as remembered or proposed, then the rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from firstbell.connectors.base import notes
from firstbell.connectors.base.models import ColumnMapping
from firstbell.connectors.base.tables.fields import KEEP, LEAVE, Layout, fingerprint
from firstbell.connectors.base.tables.sheets import is_workbook, place_of
from firstbell.connectors.base.tables.table import Glimpse, Table, glimpse, open_table
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload, sources


@dataclass(frozen=True)
class Columns:
    """What each column of a table means: ``at`` maps a field to its position, ``kept`` are (position, name) of those
    that are shown as they are. ``version`` is that of the mapping, 0 when the header was understood by itself."""

    header: list[str]
    chosen: list[str]
    has_header: bool = True
    day_first: bool = False
    version: int = 0

    @property
    def at(self) -> dict[str, int]:
        return {key: at for at, key in enumerate(self.chosen) if key not in (KEEP, LEAVE)}

    @property
    def kept(self) -> list[tuple[int, str]]:
        return [(at, self.header[at]) for at, key in enumerate(self.chosen) if key == KEEP]

    @property
    def left(self) -> list[str]:
        return [self.header[at] for at, key in enumerate(self.chosen) if key == LEAVE and self.header[at]]

    @property
    def seed(self) -> str:
        """Everything of the columns that decides what a row means."""
        return f"{'|'.join(self.chosen)}|{self.day_first}|{'|'.join(name for _, name in self.kept)}"


class TableSource(ABC):
    """A kind of table. Subclasses say ``layout`` and read the rows in :meth:`stage_table`."""

    key: ClassVar[str]
    label: ClassVar[str]
    entities: ClassVar[tuple[Entity, ...]]
    layout: ClassVar[Layout]
    telling: ClassVar[frozenset[str]] = frozenset()
    """Columns of which one must be there for a file to be taken for such a table without being told; none: never."""
    enough: ClassVar[int] = 4
    accepts = ".csv,.tsv,.txt,.xlsx"
    guards: ClassVar[tuple[GuardPolicy, ...]] = ()

    def sniff(self, upload: Upload) -> bool:
        return bool(self.telling) and self.knows(first_row(upload))

    def columns_known(self, upload: Upload) -> int:
        return len(self.layout.recognised(first_row(upload)))

    def knows(self, header: Sequence[str]) -> bool:
        """Whether this header alone says that the table is of this kind."""
        found = self.layout.recognised(header)
        return len(found) >= self.enough and bool(found & self.telling) and not self.layout.missing(found)

    @abstractmethod
    def stage_table(self, ctx: StageContext, table: Table, columns: Columns) -> Staged: ...

    def stage(self, ctx: StageContext) -> Staged:
        seen = glimpse(ctx.path, ctx.filename, ctx.limits)
        columns = self.columns(seen, ctx.organisation_id)
        missing = self.layout.missing(columns.chosen)
        if missing:
            raise Rejected(
                f"It is not clear which column of “{ctx.filename}” is {', '.join(missing)}.",
                remedy=_which_sheet(seen)
                + "Say below what the columns are; it is remembered for the next file like this one.",
                code="columns",
                file=ctx.filename,
                line=1,
            )
        table = open_table(ctx.path, ctx.filename, ctx.limits, ctx.scratch, has_header=columns.has_header)
        if len(table.header) != len(columns.header):
            raise Rejected(
                f"The first lines of “{ctx.filename}” are not a table.",
                remedy="Take away what stands above the names of the columns, then drop it again.",
                code="no_header", file=ctx.filename, line=1,
            )  # fmt: skip
        self._tell(ctx, table, columns)
        staged = self.stage_table(ctx, table, columns)
        staged.meta |= {"columns": columns.chosen, "header": columns.header, "mapping_version": columns.version}
        return staged

    def columns(self, seen: Glimpse, organisation_id: int) -> Columns:
        """As somebody said before for such a header, else as the names say."""
        remembered = _remembered(self.key, organisation_id, fingerprint(seen.first))
        if remembered is None and not self.layout.recognised(seen.first):
            # A row of values: has anybody explained a table of that width without a header?
            remembered = _remembered(self.key, organisation_id, fingerprint(seen.first, has_header=False))
        if remembered is None:
            return Columns(list(seen.first), self.layout.propose(seen.first))
        header = list(seen.first) if remembered.has_header else [str(name) for name in remembered.header]
        return Columns(
            header, list(remembered.columns), remembered.has_header, remembered.day_first, remembered.version
        )  # fmt: skip

    def _tell(self, ctx: StageContext, table: Table, columns: Columns) -> None:
        entity, file = self.entities[0].key, ctx.filename[:120]

        def say(code: str, message: str, todo: str) -> None:
            ctx.issues.warning(code, file=file, entity=entity, message=message, todo=todo)

        if table.separator != ",":
            say(
                "separator", f"The columns are separated by {table.separator_name}, not by commas; it was read all the same.",
                "Nothing to do. A spreadsheet has saved the file: look whether long numbers are still whole.",
            )  # fmt: skip
        tell_workbook(ctx, entity, table, set(columns.at.values()))
        if columns.left:
            names = ", ".join(f"“{name}”" for name in columns.left[:10])
            say("left_out", f"These columns are left out: {names}.", "Say below what they are, if they matter.")

    def tell_after(self, ctx: StageContext, table: Table) -> None:
        """What is known only when the file was read to its end."""
        notes.tell_encoding(ctx, table.records, self.entities[0].key)


def tell_workbook(ctx: StageContext, entity: str, table: Table, ours: set[int]) -> None:
    """What of a workbook was left aside or is lost; ``ours`` are the positions of columns that mean something."""
    file = ctx.filename[:120]
    if table.others:
        ctx.issues.warning(
            "other_sheets", file=file, entity=entity,
            message=f"Only the sheet “{table.sheet}” was read; the workbook also has {_named(table.others)}.",
            todo="If another sheet is meant, save that one alone.",
        )  # fmt: skip
    if table.titles:
        ctx.issues.warning(
            "above_the_table", file=file, entity=entity, line=1, count=len(table.titles),
            message=f"What stands above the names of the columns was left out: {_named(table.titles)}.",
            todo="Nothing to do, if that is only a title.",
        )  # fmt: skip
    _tell_lost_cells(ctx, entity, table, ours)
    if not table.unsaved:
        return
    lost = [(row, at) for row, at in table.unsaved if at in ours]
    row, at = (lost or table.unsaved)[0]
    name = table.header[at] if at < len(table.header) else ""
    message = (
        f"{len(lost or table.unsaved):,} cells have a formula without its result (the first is {place_of(row, at)}, "
        f"column “{name}”); they were read as empty."
    )
    todo = "Open the workbook in a spreadsheet, save it there, and drop it again; or save the sheet as CSV."
    ctx.issues.warning("formula", file=file, line=row, column=name[:120], entity=entity, message=message, todo=todo)
    if lost:
        ctx.hold("formula", message, todo, entity=entity, count=len(lost))


def _tell_lost_cells(ctx: StageContext, entity: str, table: Table, ours: set[int]) -> None:
    """Cells that a spreadsheet shows and nobody can use: failed formulas, and what no column has a name for."""
    file = ctx.filename[:120]
    failed = [(row, at) for row, at in table.errors if at in ours]
    if failed:
        row, at = failed[0]
        ctx.issues.warning(
            "failed_formula", file=file, line=row, column=table.header[at][:120], entity=entity, count=len(failed),
            message=f"{len(failed):,} cells show an error such as #N/A (the first is {place_of(row, at)}); they were read as empty.",
            todo="Mend the formulas in the spreadsheet, or type the values.",
        )  # fmt: skip
    if table.beyond:
        ctx.issues.warning(
            "beyond_the_header", file=file, entity=entity, count=table.beyond,
            message=f"{table.beyond:,} rows have something to the right of the last column that has a name; it was left out.",
            todo="Give that column a name in the first row, if it matters.",
        )  # fmt: skip


def _named(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:80]}”" for name in names[:5])


def _which_sheet(seen: Glimpse) -> str:
    if not seen.others:
        return ""
    others = _named(seen.others)
    return f"Only the sheet “{seen.sheet}” was looked at; if {others} is meant, save that sheet alone and drop it. "


def table_source(source_key: str) -> TableSource | None:
    """The source of this key if its files are tables."""
    return next((one for one in sources() if one.key == source_key and isinstance(one, TableSource)), None)


def look(
    source: TableSource, path: Path, filename: str, organisation_id: int, limits: Limits
) -> tuple[Glimpse, Columns]:
    """A stored file's beginning and what its columns mean now. Raises :class:`Rejected`."""
    try:
        seen = glimpse(path, filename, limits)
    except OSError as gone:
        raise Rejected(f"“{filename}” is not kept any more.", remedy="Upload it again.", file=filename) from gone
    return seen, source.columns(seen, organisation_id)


def _remembered(source_key: str, organisation_id: int, mark: str) -> ColumnMapping | None:
    return (
        ColumnMapping.objects.newest()
        .filter(source_key=source_key, organisation_id=organisation_id, fingerprint=mark)
        .first()
    )  # fmt: skip


def first_row(upload: Upload) -> list[str]:
    """The first row of a file whose kind is not known yet; none when it is no table."""
    if upload.path is None or (upload.is_zip and not is_workbook(upload.names)):
        return []
    try:
        return glimpse(upload.path, upload.filename, upload.limits, rows=1).first
    except Rejected:
        return []
