"""The table that Zammad's reporting downloads: facts of each ticket, without the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.connectors.base.tables.fields import Layout, folded, with_aliases
from firstbell.connectors.base.tickets.fields import LEFT_OUT, TICKET_FIELDS
from firstbell.connectors.base.tickets.table import TicketTable
from firstbell.connectors.zammad.payloads import columns as c

KEY, NAME = "zammad", "Zammad"
_OWN = frozenset(map(folded, c.OWN))


class ZammadReport(TicketTable):
    """Reporting, Download: XLSX, or saved from it as CSV."""

    key = "zammad_report"
    label = "Tickets from Zammad: report (XLSX or CSV)"
    system_key, system_name = KEY, NAME
    layout = Layout(
        with_aliases(TICKET_FIELDS, c.REPORT), required=("number", "opened"), keeps=True, left=LEFT_OUT
    )  # fmt: skip
    telling = frozenset({"number"})
    enough = 3

    def knows(self, header: Sequence[str]) -> bool:
        return sum(folded(name) in _OWN for name in header) >= 2 and super().knows(header)
