"""Tickets, their timeline, and the symptoms people report; clocks, rules and escalations."""

from firstbell.helpdesk.models.clocks import ClockRule, ServiceLevel, TicketClock
from firstbell.helpdesk.models.escalations import Escalation, EscalationReason, EscalationRoute
from firstbell.helpdesk.models.rules import RoutingRule, RuleRun
from firstbell.helpdesk.models.symptoms import Symptom
from firstbell.helpdesk.models.tickets import (
    LATER,
    OutageRule,
    Resolution,
    Ticket,
    TicketEntry,
    TicketItem,
    TicketState,
    TicketWatcher,
)

__all__ = [
    "LATER", "ClockRule", "Escalation", "EscalationReason", "EscalationRoute", "OutageRule", "Resolution", "RoutingRule",
    "RuleRun", "ServiceLevel", "Symptom", "Ticket", "TicketClock", "TicketEntry", "TicketItem", "TicketState",
    "TicketWatcher",
]  # fmt: skip
