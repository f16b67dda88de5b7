"""A table of tickets, one row each, or several rows a ticket when a column holds the lines of its conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from firstbell.connectors.base.cells import Unreadable, yes_no
from firstbell.connectors.base.tables.fields import Layout
from firstbell.connectors.base.tables.small import Line, LineSource
from firstbell.connectors.base.tables.source import Columns
from firstbell.connectors.base.tables.table import Table
from firstbell.connectors.base.tickets.fields import LEFT_OUT, TALK_FIELDS, TICKET_FIELDS
from firstbell.connectors.base.tickets.joins import Joins, mark_of
from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.old import OldEntry, OldFile, OldSystem, OldTicket
from firstbell.connectors.base.tickets.source import ENTITIES, GUARDS, require_work, write_staged
from firstbell.connectors.base.tickets.stage import TicketStage
from firstbell.core.actor import Actor
from firstbell.core.imports.source import StageContext, Staged
from firstbell.helpdesk.permissions import HelpdeskPermission

_OWN = (
    "title", "description", "state", "opened", "closed", "updated", "requester", "email", "identifier", "agent",
    "agent_email", "category", "priority", "school", "place", "codes", "is_private",
)  # fmt: skip
_TALK = ("line_at", "line", "line_by", "line_email", "line_internal")
_FILES = re.compile(r"[,;|\n]+")
_HTML = re.compile(r"<(?:br|p|div|span|table|blockquote|html|script|a)\b[^>]*>", re.IGNORECASE)


class TicketTable(LineSource):
    """Subclasses say whose tickets they are."""

    entity = ENTITY
    entities = ENTITIES
    guards = GUARDS
    takes_choices = False
    takes_tickets = True
    permission = HelpdeskPermission.TICKET_WORK
    layout = Layout((*TICKET_FIELDS, *TALK_FIELDS), required=("number", "opened"), keeps=True, left=LEFT_OUT)
    system_key: ClassVar[str]
    system_name: ClassVar[str]

    def system(self, ctx: StageContext, columns: Columns) -> OldSystem:
        return OldSystem(self.system_key, self.system_name, "line" in columns.at, columns.day_first)

    def stage_table(self, ctx: StageContext, table: Table, columns: Columns) -> Staged:
        require_work(ctx)
        stage = TicketStage(ctx, self.system(ctx, columns), seed=f"{self.key}|{columns.seed}")
        lines = self.lines(ctx, table, columns)
        if "line" in columns.at:
            joins = Joins(ctx.scratch)
            try:
                for old in _gathered(lines, joins, columns, ctx.filename):
                    stage.take(old)
            finally:
                joins.close()
        else:
            for line in lines:
                stage.take(_ticket(line, ctx.filename))
                ctx.progress("Reading the tickets", table.records.bytes_read, table.size)
        self.tell_after(ctx, table)
        return stage.finish()

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        write_staged(staged, ctx, by=by)


def _gathered(lines: Iterator[Line], joins: Joins, columns: Columns, file: str) -> Iterator[OldTicket]:
    """Rows of one number are one ticket: the first says what it is, each says one line of its conversation."""
    for line in lines:
        joins.put("row", line.text("number"), line.number, (line.number, line.raw, line.fields))
    for number in joins.keys("row"):
        rows = [Line(at, raw, fields, columns) for at, raw, fields in joins.get("row", number)]
        old = _ticket(rows[0], file)
        old.mark = mark_of(*(row.raw for row in rows))
        old.entries = partial(_entries, rows)
        yield old


def _ticket(line: Line, file: str) -> OldTicket:
    files = tuple(OldFile(name) for one in _FILES.split(line.text("files")) if (name := one.strip()))
    old = OldTicket(
        line.text("number"), mark_of(line.raw), line.number, file, line.raw, files=files,
        said=[(name, line.fields[at].strip()) for at, name in line.columns.kept],
    )  # fmt: skip
    for key in _OWN:
        setattr(old, key, line.text(key))
    old.is_html = _HTML.search(old.description) is not None
    return old


def _entries(rows: list[Line]) -> list[OldEntry]:
    return [_entry(row) for row in rows if row.text("line")]


def _entry(line: Line) -> OldEntry:
    at, text, by, email, internal = (line.text(key) for key in _TALK)
    try:
        is_note = bool(yes_no(internal))
    except Unreadable:
        is_note = True  # it says something nobody understands: rather not shown to the requester
    return OldEntry(at, text, by, email, is_note, is_html=_HTML.search(text) is not None)
