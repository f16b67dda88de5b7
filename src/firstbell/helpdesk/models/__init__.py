"""Tickets, their timeline, and the symptoms people report."""

from firstbell.helpdesk.models.symptoms import Symptom
from firstbell.helpdesk.models.tickets import Resolution, Ticket, TicketEntry, TicketItem, TicketState

__all__ = ["Resolution", "Symptom", "Ticket", "TicketEntry", "TicketItem", "TicketState"]
