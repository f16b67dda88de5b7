"""What REST shows and takes of tickets and of what happens around them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.models import (
    CannedAnswer,
    HelperJob,
    Resolution,
    Ticket,
    TicketEntry,
    TicketLink,
)
from firstbell.helpdesk.permissions import HelpdeskPermission
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
    """``minutes`` spent are shown to those who work on tickets only; ``split_into_id``: the ticket it became."""

    id: int
    kind: str
    text: str
    author_name: str
    at: dt.datetime
    minutes: int | None = None
    split_into_id: int | None = None

    @staticmethod
    def resolve_minutes(entry: TicketEntry, context: dict[str, Any]) -> int | None:
        return entry.minutes if context["request"].actor.can(HelpdeskPermission.TICKET_WORK) else None


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
    """``minutes`` spent, by those who work on tickets. In a note, ``@name`` tells a colleague."""

    text: str
    kind: TicketEntry.Kind = TicketEntry.Kind.REPLY
    minutes: int | None = Field(None, ge=0, le=1440)


class RatingIn(Schema):
    is_good: bool
    why: str = Field("", max_length=500)


class RatingOut(Schema):
    is_good: bool
    why: str
    at: dt.datetime


class LinkIn(Schema):
    """This ticket is related to, caused by, or blocks ``other_id``."""

    other_id: int
    kind: TicketLink.Kind = TicketLink.Kind.RELATED


class LinkOut(Schema):
    id: int
    ticket_id: int
    other_id: int
    kind: str


class SplitIn(Schema):
    title: str = Field(max_length=200)


class MergeIn(Schema):
    """``other_id`` goes on as this ticket."""

    other_id: int
    reason: str = Field(max_length=200)


class TicketMergeOut(Schema):
    id: int
    keeper_id: int
    loser_id: int
    merged_at: dt.datetime


class FollowUpIn(Schema):
    text: str = Field("", max_length=10_000)


class FreePeriodOut(Schema):
    """``why``: room_empty or no_class; ``clash``: where the one who comes is then already."""

    day: dt.date
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    why: str
    clash: str


class VisitIn(Schema):
    """``account_id``: who comes, else the caller."""

    day: dt.date
    period: str = Field(max_length=30)
    account_id: int | None = None


class VisitOut(Schema):
    id: int
    ticket_id: int
    account_id: int
    place_id: int | None
    day: dt.date
    period: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    why: str
    state: str


class HelperJobIn(Schema):
    helper_id: int
    task: str = Field(max_length=2000)


class HelperJobOut(Schema):
    """What a helper may read of it, and how it stands."""

    id: int
    number: str
    symptom: str
    room: str
    requester_given_name: str
    task: str
    state: str
    done: str
    answer: str
    given_at: dt.datetime

    @staticmethod
    def resolve_number(job: HelperJob) -> str:
        return job.ticket.number

    @staticmethod
    def resolve_symptom(job: HelperJob) -> str:
        return job.ticket.symptom.label if job.ticket.symptom is not None else ""

    @staticmethod
    def resolve_room(job: HelperJob) -> str:
        return job.ticket.place.name if job.ticket.place is not None else ""

    @staticmethod
    def resolve_requester_given_name(job: HelperJob) -> str:
        return job.ticket.requester.given_name if job.ticket.requester is not None else ""


class DoneIn(Schema):
    done: str = Field(max_length=2000)


class SignOffIn(Schema):
    resolution: Resolution
    text: str = Field(max_length=5000)
    minutes: int | None = Field(None, ge=0, le=1440)


class GiveBackIn(Schema):
    answer: str = Field(max_length=500)


class CannedAnswerIn(Schema):
    """``is_own``: the caller's own; else shared at ``organisation_id`` and below (null: everywhere)."""

    title: str = Field(max_length=80)
    text_en: str = Field(max_length=10_000)
    text_es: str = Field("", max_length=10_000)
    organisation_id: int | None = None
    is_own: bool = False
    is_active: bool = True
    source: str = Field("", max_length=200)


class CannedAnswerOut(Schema):
    id: int
    title: str
    text_en: str
    text_es: str
    organisation_id: int | None
    is_own: bool
    is_active: bool
    source: str
    last_checked: dt.date | None

    @staticmethod
    def resolve_is_own(answer: CannedAnswer) -> bool:
        return answer.owner_id is not None


class TimingIn(Schema):
    """School days, but ``reopen_days`` and ``alarm_minutes``. ``organisation_id`` null: everywhere."""

    organisation_id: int | None = None
    remind_after: int = Field(3, ge=1, le=200)
    warn_after: int = Field(7, ge=1, le=200)
    close_after: int = Field(8, ge=1, le=200)
    close_resolved_after: int = Field(2, ge=1, le=200)
    reopen_days: int = Field(7, ge=1, le=200)
    alarm_minutes: int = Field(30, ge=0, le=1440)
    source: str = Field("", max_length=200)


class TimingOut(TimingIn):
    id: int
    last_checked: dt.date | None


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
    for_helpers: bool = False
    position: int = Field(50, ge=0, le=32767)
    is_active: bool = True


class SymptomIn(SymptomEditIn):
    code: str = Field(max_length=30, pattern="^[a-z0-9_-]+$")


class SymptomOut(SymptomIn):
    id: int
