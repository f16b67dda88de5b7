"""What REST shows and takes of incidents, and of what a walk through a fix card becomes."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.queries import OutageHint


class IncidentFilter(Filter):
    organisation_id: int | None = None
    place_id: int | None = None
    open_only: bool = True


class KnownIncidentOut(Schema):
    """What everybody of the school may read of an incident."""

    id: int
    number: str
    title: str
    organisation_id: int
    opened_at: dt.datetime


class IncidentOut(KnownIncidentOut):
    """``reports``: tickets that hang on it; ``me_too``: people who are told when it ends."""

    state: str
    place_id: int | None
    assignee_id: int | None
    resolved_at: dt.datetime | None
    reports: int = Field(alias="n_reports")
    me_too: int = Field(alias="n_me_too")


class IncidentDetailOut(IncidentOut):
    """``ticket_ids``: those that hang on it and that you may see."""

    ticket_ids: list[int]


class IncidentIn(Schema):
    """The oldest of the tickets leads; ``title`` is what everybody may read."""

    ticket_ids: list[int] = Field(min_length=1, max_length=200)
    title: str = Field(max_length=200)


class JoinIncidentIn(Schema):
    """null: it is a trouble of its own."""

    incident_id: int | None


class MeTooIn(Schema):
    """Without ``person_id`` it is the caller's own trouble. ``place``: the code of a room."""

    person_id: int | None = None
    place: str = Field("", max_length=60)


class MeTooOut(Schema):
    incident_id: int = Field(alias="ticket_id")
    person_id: int
    at: dt.datetime


class OutageHintOut(Schema):
    """``category``: of the fix card, or the symptom, that the tickets have in common."""

    organisation_id: int
    category: str
    minutes: int
    ticket_ids: list[int]

    @staticmethod
    def resolve_organisation_id(hint: OutageHint) -> int:
        return hint.organisation.pk

    @staticmethod
    def resolve_ticket_ids(hint: OutageHint) -> list[int]:
        return [one.pk for one in hint.tickets]


class OutageRuleIn(Schema):
    """``organisation_id`` null: everywhere."""

    organisation_id: int | None = None
    tickets: int = Field(ge=2, le=100)
    minutes: int = Field(ge=1, le=1440)
    is_active: bool = True


class OutageRuleOut(OutageRuleIn):
    id: int
    source: str
    last_checked: dt.date | None


class WalkTicketIn(Schema):
    """``escalation``: which of the card's reasons to hand over is true. ``evidence``: what the card asks for, by its keys."""

    escalation: str = Field("", max_length=40)
    words: str = Field("", max_length=4000)
    evidence: dict[str, str] = {}


class TicketArticleOut(Schema):
    """The article by its ``id``; it was made with the ticket's words, without people and tags."""

    id: int
    title: str
    body: str
    state: str
    version: int
