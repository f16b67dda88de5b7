"""What REST shows and takes of tickets."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.models import Escalation, RoutingRule, Ticket, TicketClock, TicketEntry
from firstbell.helpdesk.queries import entries_for
from firstbell.helpdesk.queries.rules import what_it_does
from firstbell.helpdesk.rules import why


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
    priority: int
    due_at: dt.datetime | None
    hurts_at: dt.datetime | None
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


class ClockOut(Schema):
    """``state``: running, paused, kept, broken. Seconds of working time; ``spent`` is without what runs now."""

    kind: str
    state: str
    allowed: int
    spent: int
    due_at: dt.datetime | None
    paused_at: dt.datetime | None
    ended_at: dt.datetime | None


class ClocksOut(Schema):
    priority: int
    due_at: dt.datetime | None
    hurts_at: dt.datetime | None
    clocks: list[ClockOut]

    @staticmethod
    def resolve_clocks(ticket: Ticket) -> list[TicketClock]:
        return list(ticket.clocks.all())


class ServiceLevelOut(Schema):
    id: int
    organisation_id: int | None
    impact: str
    urgency: str
    priority: int
    answer_minutes: int
    resolve_minutes: int
    lesson_within: int
    source: str
    last_checked: dt.date | None


class RoutingRuleOut(Schema):
    """``conditions``: name -> [value, label] pairs, of which one has to fit."""

    id: int
    name: str
    organisation_id: int | None
    when: str
    waited_hours: int
    conditions: dict[str, list[list[str]]]
    if_words: str
    then_words: list[str]
    position: int
    is_active: bool
    tried_at: dt.datetime | None
    tried_on: int
    would_fire: int
    fired: int
    problem: str

    @staticmethod
    def resolve_if_words(rule: RoutingRule) -> str:
        return why(rule.conditions)

    @staticmethod
    def resolve_then_words(rule: RoutingRule) -> list[str]:
        return list(what_it_does(rule))


class SwitchIn(Schema):
    is_active: bool


class TrialRowOut(Schema):
    ticket_id: int
    would: list[str]
    did: list[str]


class TrialOut(Schema):
    """``rows``: the latest of the tickets it fits."""

    looked_at: int
    fits: int
    problem: str
    rows: list[TrialRowOut]


class PackFactOut(Schema):
    key: str
    label: str
    value: str


class PackSectionOut(Schema):
    title: str
    facts: list[PackFactOut]


class PackOut(Schema):
    """``missing``: keys that the reason needs and nobody knows yet."""

    ticket: str
    made_at: dt.datetime
    reason: str
    sections: list[PackSectionOut]
    missing: list[str]


class EscalationReasonOut(Schema):
    id: int
    code: str
    label: str
    needs: list[str]
    is_active: bool
    source: str
    last_checked: dt.date | None


class EscalationFilter(Filter):
    state: str = ""
    ticket_id: int | None = None


class EscalationIn(Schema):
    """``given``: what you add to the evidence, by its keys."""

    reason_id: int
    given: dict[str, str] = {}
    deadline: dt.date | None = None
    send: bool = False


class EscalationAnswerIn(Schema):
    answer: str = Field(max_length=4000)


class EscalationReturnIn(Schema):
    missing: list[str]
    answer: str = Field("", max_length=4000)


class EscalationNumberIn(Schema):
    number: str = Field(max_length=60)


class EscalationOut(Schema):
    """``pack`` None: nothing was sent yet. ``answer`` and ``missing`` of a returned one: for the two sides only."""

    id: int
    ticket_id: int
    reason_id: int
    state: str
    deadline: dt.date | None
    sender_id: int | None
    worker_id: int | None
    answer: str
    missing: list[str]
    returns: int
    outside_to: str
    outside_number: str
    sent_at: dt.datetime | None
    acknowledged_at: dt.datetime | None
    ended_at: dt.datetime | None
    pack: PackOut | None

    @staticmethod
    def resolve_pack(one: Escalation) -> dict[str, Any] | None:
        return one.pack or None
