"""What notices and webhooks say and hear over REST."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from pydantic import Field

from firstbell.core.api import Schema


class NoticeOut(Schema):
    id: int
    kind: str = Field(description="room.kind, e.g. circulation.loan_due_today")
    line: str
    link: str = Field(description="The page about it; empty when there is none")
    language: str
    subject_kind: str
    subject_id: int
    created_at: dt.datetime
    read_at: dt.datetime | None


class ReadOut(Schema):
    read: int = Field(description="How many were unread")


class WebhookOut(Schema):
    id: int
    name: str
    url: str
    verbs: list[str] = Field(description="Event verbs, or whole rooms like helpdesk.*")
    org_path: str = Field(description="Events of this organisation and all below; empty means everything")
    give_up_days: int
    is_active: bool
    failing_since: dt.datetime | None
    disabled_because: str


class WebhookMadeOut(WebhookOut):
    secret: str = Field(description="Shown to who makes it; the receiver verifies with it")


class WebhookIn(Schema):
    name: str = Field(max_length=100)
    url: str = Field(max_length=500)
    verbs: list[str] = Field(min_length=1, max_length=200)
    organisation_id: int = Field(0, description="0: everything here")
    give_up_days: int = Field(5, ge=1, le=60)


class WebhookPatch(Schema):
    name: str | None = Field(None, max_length=100)
    url: str | None = Field(None, max_length=500)
    verbs: list[str] | None = Field(None, min_length=1, max_length=200)
    give_up_days: int | None = Field(None, ge=1, le=60)
    is_active: bool | None = None


class WebhookDeliveryOut(Schema):
    id: int
    event_id: UUID = Field(description="The webhook-id header, the same on every try")
    verb: str
    state: str
    attempts: int
    response_status: int | None
    problem: str
    created_at: dt.datetime
    next_try_at: dt.datetime | None
    sent_at: dt.datetime | None
