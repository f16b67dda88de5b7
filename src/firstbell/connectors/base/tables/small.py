"""Tables of hundreds of rows rather than hundreds of thousands: each row read, judged and written by its own action."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from firstbell.connectors.base.cells import unescaped
from firstbell.connectors.base.choices import SCHOOL
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Sites
from firstbell.connectors.base.tables.source import Columns, TableSource
from firstbell.connectors.base.tables.table import Table
from firstbell.core.actor import Actor
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.records import PROBLEMS
from firstbell.core.imports.source import StageContext, Staged

MOST_ROWS = 50_000


@dataclass(frozen=True)
class Line:
    """A row: ``text(field)`` is its stripped value, "" where the table has no such column."""

    number: int
    raw: bytes
    fields: list[str]
    columns: Columns

    def text(self, key: str) -> str:
        at = self.columns.at.get(key)
        return "" if at is None else self.fields[at].strip()

    def name(self, key: str) -> str:
        """What the table calls the column."""
        at = self.columns.at.get(key)
        return key if at is None else self.columns.header[at][:120]


Act = Callable[[Actor], None]


@dataclass
class Acts:
    """What is to be done, in order."""

    steps: list[Act] = field(default_factory=list)


class LineSource(TableSource):
    """A table read line by line; a line that cannot be one of a table is kept aside."""

    entity: ClassVar[str]
    is_escaped: ClassVar[bool] = False
    """Its cells come from web pages: ``&amp;`` is ``&``."""
    permission: ClassVar[str]
    """What its rows need, everywhere the import is for."""

    def lines(self, ctx: StageContext, table: Table, columns: Columns) -> Iterator[Line]:
        for row in table.records.rows():
            number = table.line(row.line)
            if row.problem:
                message, todo = PROBLEMS[row.problem]
                self.keep_aside(ctx, BadRow(row.problem, "", "", message, todo), number, row.raw)
            elif not any(cell.strip() for cell in row.fields):
                continue
            elif len(row.fields) != len(table.header):
                bad = BadRow(
                    "wrong_columns", "", str(len(row.fields)),
                    f"This row has {len(row.fields)} columns, the header has {len(table.header)}.",
                    "A comma inside a value needs quotation marks around the value.",
                    "Rows with more or fewer columns than the header",
                )  # fmt: skip
                self.keep_aside(ctx, bad, number, row.raw)
            else:
                fields = [unescaped(cell) for cell in row.fields] if self.is_escaped else row.fields
                yield Line(number, row.raw, fields, columns)

    def keep_aside(self, ctx: StageContext, bad: BadRow, number: int, raw: bytes) -> None:
        ctx.issues.error(
            bad.code, file=ctx.filename[:120], line=number, column=bad.column, value=bad.value, entity=self.entity,
            message=bad.message, todo=bad.todo, raw=raw, group=bad.group, mappable=bad.mappable, choices=bad.choices,
        )  # fmt: skip
        ctx.tally.add(self.entity, "quarantined")


class SmallTableSource(LineSource):
    """Subclasses say in :meth:`judge` what a row means, and what to do for it."""

    @abstractmethod
    def begin(self, ctx: StageContext) -> Any:
        """What judging needs to know, read once."""

    @abstractmethod
    def judge(self, known: Any, line: Line, ctx: StageContext, acts: Acts) -> None:
        """Count the row, say what is to be said, add what is to be done. Raises :class:`BadRow`."""

    def finish(self, known: Any, ctx: StageContext, acts: Acts) -> None:
        """All rows were seen."""

    def stage_table(self, ctx: StageContext, table: Table, columns: Columns) -> Staged:
        if ctx.actor is not None and not ctx.actor.can(self.permission, at=ctx.org_path):
            raise Rejected(
                "You may not do that everywhere this import is for.",
                remedy="Import for your own school, or ask district IT.", code="forbidden",
            )  # fmt: skip
        known, acts, rows = self.begin(ctx), Acts(), 0
        for line in self.lines(ctx, table, columns):
            rows += 1
            if rows > MOST_ROWS:
                raise Rejected(
                    f"The table has more than {MOST_ROWS:,} rows.", remedy="Cut it into parts.", code="table_too_long"
                )
            try:
                self.judge(known, line, ctx, acts)
            except BadRow as bad:
                self.keep_aside(ctx, bad, line.number, line.raw)
        self.finish(known, ctx, acts)
        self.tell_after(ctx, table)
        return Staged(writes=len(acts.steps), plan=acts, meta={"rows": rows}, complete=False)

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        acts: Acts = staged.plan
        for number, step in enumerate(acts.steps):
            if not number % 100:
                ctx.progress("Writing", number, len(acts.steps))
            step(by)


def school_of(sites: Sites, line: Line, ctx: StageContext) -> int:
    """The school a row names, else the one chosen for the run, else the only one. Raises :class:`BadRow`."""
    said, location = line.text("school"), line.text("location")
    chosen = ctx.options.get(SCHOOL)
    found = sites.named(said, said) if said else None
    found = found or sites.named("", location)
    if found is None and not said:
        found = int(chosen) if chosen else sites.only_school
    if found is None or not sites.covers(found):
        said = said or location
        what = f"“{said}”" if said else "a row that names none"
        raise BadRow(
            "no_school", "school", said, f"We know no school for {what}.",
            "Write the school's name or short code as it is here, or choose a school below.", f"No school for {what}",
        )  # fmt: skip
    return found
