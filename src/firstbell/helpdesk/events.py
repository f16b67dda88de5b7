"""What happens to tickets. A private ticket's events carry its number only, never its words or people."""

from __future__ import annotations

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
        return f"Somebody else has it too: {self.subject.label}"


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
