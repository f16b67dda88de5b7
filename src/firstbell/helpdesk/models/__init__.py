"""Tickets, their timeline, what happens around them, and the symptoms people report."""

from firstbell.helpdesk.models.answers import CannedAnswer
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
from firstbell.helpdesk.models.timing import TicketTiming
from firstbell.helpdesk.models.work import HelperJob, TicketLink, TicketPresence, TicketRating, Visit

__all__ = [
    "CannedAnswer", "HelperJob", "OutageRule", "Resolution", "Symptom", "Ticket", "TicketEntry", "TicketItem",
    "TicketLink", "TicketPresence", "TicketRating", "TicketState", "TicketTiming", "TicketWatcher", "Visit",
]  # fmt: skip
