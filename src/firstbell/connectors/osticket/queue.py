"""The list of tickets that osTicket exports from a queue: facts of each ticket, without the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.connectors.base.tables.fields import Layout, folded, with_aliases
from firstbell.connectors.base.tickets.fields import LEFT_OUT, TICKET_FIELDS
from firstbell.connectors.base.tickets.table import TicketTable
from firstbell.connectors.osticket.payloads import columns as c

KEY, NAME = "osticket", "osTicket"
_OWN = frozenset(map(folded, c.OWN))


class OsTicketQueue(TicketTable):
    """Tickets, Export: any columns in any order."""

    key = "osticket_queue"
    label = "Tickets from osTicket: export of a queue (CSV)"
    system_key, system_name = KEY, NAME
    layout = Layout(
        with_aliases(TICKET_FIELDS, c.QUEUE), required=("number", "opened"), keeps=True, left=LEFT_OUT
    )  # fmt: skip
    telling = frozenset({"number"})
    enough = 3

    def knows(self, header: Sequence[str]) -> bool:
        return sum(folded(name) in _OWN for name in header) >= 3 and super().knows(header)
