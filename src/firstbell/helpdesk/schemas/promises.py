"""What REST shows and takes of clocks, rules, escalations and evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Filter, LocalTime, Schema
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


class ServiceLevelFilter(Filter):
    organisation_id: int | None = None
    impact: str = Field("", max_length=8)
    urgency: str = Field("", max_length=12)
    priority: int | None = Field(None, ge=1, le=4)


class ServiceLevelIn(Schema):
    """Minutes of working time; ``lesson_within`` 0: lessons do not count. ``organisation_id`` null: everywhere."""

    organisation_id: int | None = None
    impact: Ticket.Impact
    urgency: Ticket.Urgency
    priority: int = Field(ge=1, le=4)
    answer_minutes: int = Field(ge=1)
    resolve_minutes: int = Field(ge=1)
    lesson_within: int = Field(0, ge=0, le=1440)
    source: str = Field("", max_length=200)


class ClockRuleIn(Schema):
    """``organisation_id`` null: everywhere. The hours are those of a day without bells."""

    organisation_id: int | None = None
    warn_percent: int = Field(ge=1, le=99)
    day_starts: LocalTime
    day_ends: LocalTime
    source: str = Field("", max_length=200)


class ClockRuleOut(Schema):
    id: int
    organisation_id: int | None
    warn_percent: int
    day_starts: LocalTime
    day_ends: LocalTime
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


class EscalationReasonIn(Schema):
    """``needs``: keys of the evidence."""

    label: str = Field(max_length=80)
    needs: list[str] = Field([], max_length=100)
    is_active: bool = True
    source: str = Field("", max_length=200)


class EscalationRouteIn(Schema):
    """``hours`` of work until it is sent again, then to the lead. ``outside_address`` empty: they work in here."""

    organisation_id: int
    hours: int = Field(4, ge=1, le=200)
    lead_id: int | None = None
    outside_name: str = Field("", max_length=80)
    outside_address: str = Field("", max_length=254)
    source: str = Field("", max_length=200)


class EscalationRouteOut(Schema):
    id: int
    organisation_id: int | None
    hours: int
    lead_id: int | None
    outside_name: str
    outside_address: str
    source: str
    last_checked: dt.date | None


class TakeEvidenceIn(Schema):
    """``reason``: the code of a reason, whose needs are then looked after; empty: none."""

    reason: str = Field("", max_length=30)


class TellTeamIn(Schema):
    team: Literal["campus", "district"]


class ToldOut(Schema):
    """How many were told."""

    told: int


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
