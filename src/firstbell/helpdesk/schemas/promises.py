"""What REST shows and takes of clocks, rules, escalations and evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.models import (
    Escalation,
    RoutingRule,
    Ticket,
    TicketClock,
)
from firstbell.helpdesk.queries.rules import what_it_does
from firstbell.helpdesk.rules import why
from firstbell.helpdesk.schemas.tickets import TicketOut


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


class QueuePartOut(Schema):
    """``part``: now, bell, today, later or waiting; ``total`` counts all, ``tickets`` are the first of them."""

    part: str
    label: str
    total: int
    tickets: list[TicketOut]


class QueueOut(Schema):
    total: int
    parts: list[QueuePartOut]
