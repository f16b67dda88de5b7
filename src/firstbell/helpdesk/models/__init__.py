"""Tickets, their timeline, what happens around them, the symptoms people report; clocks, rules and escalations."""

from firstbell.helpdesk.models._moving import note_moved
from firstbell.helpdesk.models.alarms import Alarm
from firstbell.helpdesk.models.answers import CannedAnswer
from firstbell.helpdesk.models.clocks import ClockRule, ServiceLevel, TicketClock
from firstbell.helpdesk.models.escalations import Escalation, EscalationReason, EscalationRoute
from firstbell.helpdesk.models.imported import ImportedTicket
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
from firstbell.helpdesk.models.timing import TicketTiming
from firstbell.helpdesk.models.versions import QueueVersion
from firstbell.helpdesk.models.work import HelperJob, TicketLink, TicketPresence, TicketRating, Visit

__all__ = [
    "LATER", "Alarm", "CannedAnswer", "ClockRule", "Escalation", "EscalationReason", "EscalationRoute", "HelperJob",
    "ImportedTicket", "OutageRule", "QueueVersion", "Resolution", "RoutingRule", "RuleRun", "ServiceLevel", "Symptom",
    "Ticket", "TicketClock", "TicketEntry", "TicketItem", "TicketLink", "TicketPresence", "TicketRating", "TicketState",
    "TicketTiming", "TicketWatcher", "Visit", "note_moved",
]  # fmt: skip
