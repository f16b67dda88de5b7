"""Tickets of any other help desk, or of a spreadsheet that was one."""

from __future__ import annotations

import re

from firstbell.connectors.base.tables.source import Columns
from firstbell.connectors.base.tickets.old import OldSystem
from firstbell.connectors.base.tickets.table import TicketTable
from firstbell.core.imports.source import StageContext

SYSTEM = "system"
"""The option of a run: what people call the help desk these tickets are from."""
UNNAMED = "the old help desk"
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


class TicketsTable(TicketTable):
    """One row a ticket; with a column for the lines of the conversation, as many rows as it has lines."""

    key = "tickets"
    label = "Table: tickets of another help desk (CSV or XLSX)"
    names_system = True

    def system(self, ctx: StageContext, columns: Columns) -> OldSystem:
        name = " ".join(str(ctx.options.get(SYSTEM) or "").split())[:60]
        key = f"table:{_NOT_SLUG.sub('-', name.casefold()).strip('-')}"[:40]
        return OldSystem(key, name or UNNAMED, "line" in columns.at, columns.day_first)
