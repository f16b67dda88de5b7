"""Tickets, their timeline, and the symptoms people report."""

from firstbell.helpdesk.models.symptoms import Symptom
from firstbell.helpdesk.models.tickets import (
    OutageRule,
    Resolution,
    Ticket,
    TicketEntry,
    TicketItem,
    TicketState,
    TicketWatcher,
)

__all__ = [
    "OutageRule", "Resolution", "Symptom", "Ticket", "TicketEntry", "TicketItem", "TicketState", "TicketWatcher",
]  # fmt: skip
