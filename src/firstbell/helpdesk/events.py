"""What happens to tickets. A private ticket's events carry its number only, never its words or people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketOpened(Event):
    verb: ClassVar[str] = "helpdesk.ticket_opened"

    def summary(self) -> str:
        return f"Ticket opened: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketReplied(Event):
    """For listeners: of a reply by mail ``by`` is the program, ``author`` wrote it, and ``for_requester`` says for whom."""

    verb: ClassVar[str] = "helpdesk.ticket_replied"
    author: str = ""
    for_requester: bool = False

    def summary(self) -> str:
        return f"Reply on {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketNoted(Event):
    verb: ClassVar[str] = "helpdesk.ticket_noted"

    def summary(self) -> str:
        return f"Internal note on {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketStateChanged(Event):
    """``changes["state"]`` holds the labels; ``old`` and ``new`` the codes, for listeners."""

    verb: ClassVar[str] = "helpdesk.ticket_state_changed"
    old: str
    new: str

    def summary(self) -> str:
        return f"{self.changes['state'][1]}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketStepUndone(Event):
    verb: ClassVar[str] = "helpdesk.ticket_step_undone"

    def summary(self) -> str:
        return f"Undone, {self.changes['state'][1].lower()} again: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(Event):
    verb: ClassVar[str] = "helpdesk.ticket_assigned"

    def summary(self) -> str:
        return f"Assigned to {self.changes['assignee'][1] or 'nobody'}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketItemLinked(Event):
    verb: ClassVar[str] = "helpdesk.ticket_item_linked"

    def summary(self) -> str:
        return f"Device added to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketItemUnlinked(Event):
    verb: ClassVar[str] = "helpdesk.ticket_item_unlinked"

    def summary(self) -> str:
        return f"Device taken off {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketTimingSaved(Event):
    verb: ClassVar[str] = "helpdesk.timing_saved"

    def summary(self) -> str:
        return f"How long tickets wait: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CannedAnswerSaved(Event):
    verb: ClassVar[str] = "helpdesk.canned_answer_saved"

    def summary(self) -> str:
        return f"Canned answer: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CannedAnswerRemoved(Event):
    verb: ClassVar[str] = "helpdesk.canned_answer_removed"

    def summary(self) -> str:
        return f"Canned answer removed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketFileAdded(Event):
    verb: ClassVar[str] = "helpdesk.ticket_file_added"

    def summary(self) -> str:
        return f"File added to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketUnwatched(Event):
    verb: ClassVar[str] = "helpdesk.ticket_unwatched"

    def summary(self) -> str:
        return f"One watcher less: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketRated(Event):
    """``changes["rating"]``: "Good" or "Not good"; why is read on the ticket only."""

    verb: ClassVar[str] = "helpdesk.ticket_rated"

    def summary(self) -> str:
        return f"{self.changes['rating'][1]}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketsMerged(Event):
    verb: ClassVar[str] = "helpdesk.tickets_merged"

    def summary(self) -> str:
        return f"Goes on as one: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketsTakenApart(Event):
    verb: ClassVar[str] = "helpdesk.tickets_taken_apart"

    def summary(self) -> str:
        return f"Taken apart: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketSplit(Event):
    verb: ClassVar[str] = "helpdesk.ticket_split"

    def summary(self) -> str:
        return f"A reply became a ticket of its own: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketsLinked(Event):
    """``changes["link"]``: kind and the other ticket's number."""

    verb: ClassVar[str] = "helpdesk.tickets_linked"

    def summary(self) -> str:
        return f"{self.changes['link'][1]}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketsUnlinked(Event):
    verb: ClassVar[str] = "helpdesk.tickets_unlinked"

    def summary(self) -> str:
        return f"Not linked any more: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class VisitPlanned(Event):
    verb: ClassVar[str] = "helpdesk.visit_planned"

    def summary(self) -> str:
        return f"Visit planned: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class HelperJobChanged(Event):
    """``changes["job"]``: the state before and after. Neither the task nor the helper's words."""

    verb: ClassVar[str] = "helpdesk.helper_job_changed"

    def summary(self) -> str:
        return f"Student helper, {self.changes['job'][1].lower()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class IncidentMade(Event):
    """Several tickets turned out to be one trouble."""

    verb: ClassVar[str] = "helpdesk.incident_made"

    def summary(self) -> str:
        return f"One trouble for many: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class IncidentJoined(Event):
    """``changes["incident"]``: the incident before and after, by number."""

    verb: ClassVar[str] = "helpdesk.incident_joined"

    def summary(self) -> str:
        new = self.changes["incident"][1]
        return f"Part of {new}: {self.subject.label}" if new else f"Not part of an incident: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TicketWatched(Event):
    verb: ClassVar[str] = "helpdesk.ticket_watched"

    def summary(self) -> str:
        return f"Somebody wants to be told: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class OutageRuleSaved(Event):
    verb: ClassVar[str] = "helpdesk.outage_rule_saved"

    def summary(self) -> str:
        return f"Outage rule: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class SymptomEdited(Event):
    verb: ClassVar[str] = "helpdesk.symptom_edited"

    def summary(self) -> str:
        return f"Symptom: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class PromiseNear(Event):
    """``what``: first answer or resolution."""

    verb: ClassVar[str] = "helpdesk.promise_near"
    what: str
    due_at: dt.datetime

    def summary(self) -> str:
        return f"{self.what} is due soon: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Event):
    verb: ClassVar[str] = "helpdesk.promise_broken"
    what: str
    due_at: dt.datetime

    def summary(self) -> str:
        return f"{self.what} is overdue: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RulesApplied(Event):
    """Rules changed a ticket; ``note`` names them."""

    verb: ClassVar[str] = "helpdesk.rules_applied"

    def summary(self) -> str:
        return f"By rule: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoutingRuleSaved(Event):
    verb: ClassVar[str] = "helpdesk.routing_rule_saved"

    def summary(self) -> str:
        return f"Rule: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoutingRuleTried(Event):
    verb: ClassVar[str] = "helpdesk.routing_rule_tried"
    looked_at: int
    fits: int

    def summary(self) -> str:
        return f"Rule tried, fits {self.fits} of {self.looked_at} past tickets: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoutingRuleSwitched(Event):
    verb: ClassVar[str] = "helpdesk.routing_rule_switched"
    is_active: bool

    def summary(self) -> str:
        return f"Rule switched {'on' if self.is_active else 'off'}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ServiceLevelSaved(Event):
    verb: ClassVar[str] = "helpdesk.service_level_saved"

    def summary(self) -> str:
        return f"Service level: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClockRuleSaved(Event):
    verb: ClassVar[str] = "helpdesk.clock_rule_saved"

    def summary(self) -> str:
        return f"How clocks count: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class EscalationChanged(Event):
    """The subject is the ticket; the escalation's words stay on it. ``state``: the code it has now."""

    verb: ClassVar[str] = "helpdesk.escalation_changed"
    state: str

    def summary(self) -> str:
        return f"Escalation, {self.changes['escalation'][1].lower()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class EscalationNudged(Event):
    """Nobody acknowledged it in time: sent again, or told to the lead."""

    verb: ClassVar[str] = "helpdesk.escalation_nudged"

    def summary(self) -> str:
        return f"Escalation not acknowledged, sent again: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class EvidenceTaken(Event):
    """The evidence pack left as a file or a mail; to whom is in the disclosure log."""

    verb: ClassVar[str] = "helpdesk.evidence_taken"

    def summary(self) -> str:
        return f"Evidence pack taken: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class EscalationReasonSaved(Event):
    verb: ClassVar[str] = "helpdesk.escalation_reason_saved"

    def summary(self) -> str:
        return f"Reason for escalation: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class EscalationRouteSaved(Event):
    verb: ClassVar[str] = "helpdesk.escalation_route_saved"

    def summary(self) -> str:
        return f"Way of escalations: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AlarmBegan(Event):
    """The subject is the ticket: a new one's alarm, or the same alarm once more while its ticket is open."""

    verb: ClassVar[str] = "helpdesk.alarm_began"

    def summary(self) -> str:
        return f"Alarm: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AlarmEnded(Event):
    verb: ClassVar[str] = "helpdesk.alarm_ended"

    def summary(self) -> str:
        return f"The alarm is over: {self.subject.label}"


class TicketHistoryRenewed(Event):
    """A later export of the help desk it came from said something else of it. Its words are not in the entry."""

    verb: ClassVar[str] = "helpdesk.ticket_history_renewed"

    def summary(self) -> str:
        return f"Brought up to date from where it came: {self.subject.label}"
