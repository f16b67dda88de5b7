"""What REST shows and takes of tickets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.queries import entries_for


class TicketOut(Schema):
    id: int
    number: str
    title: str
    description: str
    state: str
    urgency: str
    impact: str
    origin: str
    organisation_id: int
    requester_id: int | None
    requester_label: str
    assignee_id: int | None
    place_id: int | None
    symptom: str | None
    is_private: bool
    opened_at: dt.datetime
    opened_by: str
    wake_on: dt.date | None
    resolution: str
    resolved_at: dt.datetime | None
    closed_at: dt.datetime | None

    @staticmethod
    def resolve_symptom(ticket: Ticket) -> str | None:
        return ticket.symptom.code if ticket.symptom is not None else None


class EntryOut(Schema):
    id: int
    kind: str
    text: str
    author_name: str
    at: dt.datetime


class TicketDetailOut(TicketOut):
    item_ids: list[int]
    entries: list[EntryOut]

    @staticmethod
    def resolve_item_ids(ticket: Ticket) -> list[int]:
        return [link.item_id for link in ticket.ticket_items.all()]

    @staticmethod
    def resolve_entries(ticket: Ticket, context: dict[str, Any]) -> list[TicketEntry]:
        """Internal notes only for those who may read them."""
        return entries_for(ticket, context["request"].actor)


class TicketIn(Schema):
    """A new ticket. Without ``requester_id`` and ``requester_label`` it is the caller's own."""

    title: str
    description: str = ""
    requester_id: int | None = None
    requester_label: str = ""
    organisation_id: int | None = None
    symptom: str = ""
    item_ids: list[int] = []
    place_id: int | None = None
    urgency: Ticket.Urgency = Ticket.Urgency.SLOWED
    impact: Ticket.Impact = Ticket.Impact.ONE
    is_private: bool = False


class ReplyIn(Schema):
    text: str
    kind: TicketEntry.Kind = TicketEntry.Kind.REPLY


class StateIn(Schema):
    """``to`` a state; ``details`` what the step requires, as the page's form takes it."""

    to: str
    details: dict[str, str] = {}


class TicketFilter(Filter):
    """``open_only``: neither resolved nor closed nor cancelled."""

    state: str = ""
    open_only: bool = False
    organisation_id: int | None = None
    requester_id: int | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    place_id: int | None = None
    item_id: int | None = None
    symptom: str = ""
    urgency: str = ""
    impact: str = ""
    origin: str = ""


class AssignIn(Schema):
    """An account's id; null: nobody."""

    assignee_id: int | None


class SymptomEditIn(Schema):
    label: str = Field(max_length=40)
    icon: str = Field("wrench", max_length=30)
    failure_category: str = Field("", max_length=30)
    quarantine: bool = False
    position: int = Field(50, ge=0, le=32767)
    is_active: bool = True


class SymptomIn(SymptomEditIn):
    code: str = Field(max_length=30, pattern="^[a-z0-9_-]+$")


class SymptomOut(SymptomIn):
    id: int
