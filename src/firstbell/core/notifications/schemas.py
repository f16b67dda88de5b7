"""What notices and webhooks say and hear over REST."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from pydantic import Field

from firstbell.core.api import Filter, LocalTime, Schema


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


class NoticeHours(Schema):
    """Of the recipient's own clock; equal quiet times mean none."""

    quiet_from: LocalTime
    quiet_until: LocalTime
    digest_at: LocalTime


class OwnNoticeHours(NoticeHours):
    source: str = Field(description="own, school or shipped: who set them")


class NoticeChoiceIn(Schema):
    """``choice``: now, digest or off; in the program a notice is shown (now) or not (off)."""

    kind: str = Field(max_length=60)
    channel: Literal["in_app", "email"]
    choice: Literal["now", "digest", "off"]


class NoticePreferencesPatch(Schema):
    choices: list[NoticeChoiceIn] = Field([], max_length=200)
    times: NoticeHours | None = None


class NoticePreferenceOut(Schema):
    """``is_optional``: it can be switched off; ``may_wait``: it can come in the digest."""

    kind: str
    label: str
    in_app: str
    email: str
    is_optional: bool
    may_wait: bool


class NoticePreferencesOut(Schema):
    choices: list[NoticePreferenceOut]
    times: OwnNoticeHours


class NoticeVariableOut(Schema):
    name: str
    label: str


class NoticeKindOut(Schema):
    """``variables`` may stand in its words; ``who`` it goes to."""

    key: str
    label: str
    who: str
    is_optional: bool
    is_urgent: bool
    is_family: bool
    is_printed: bool
    for_teams: bool
    variables: list[NoticeVariableOut]


class NoticeSwitchIn(Schema):
    is_on: bool
    organisation_id: int = Field(0, description="0: everything here")


class NoticeSwitchOut(Schema):
    kind: str
    organisation_id: int
    org_label: str
    is_on: bool
    changed_by: str
    changed_at: dt.datetime


class NoticeWordingIn(Schema):
    """For the channel in_app ``title`` is the line, and there is no ``body``."""

    title: str = Field(max_length=300)
    body: str = Field("", max_length=20_000)


class NoticeWordingOut(NoticeWordingIn):
    channel: str
    language: str
    is_own: bool = Field(description="Written here; otherwise as shipped")


class NoticeWordingVersionOut(NoticeWordingIn):
    version: int
    is_current: bool
    written_by: str
    written_at: dt.datetime


class PlaceTimesIn(NoticeHours):
    organisation_id: int = Field(0, description="0: everything here")


class PlaceTimesOut(NoticeHours):
    organisation_id: int


class ChatRoomIn(Schema):
    """``url`` in Apprise's form, e.g. slack://TokenA/TokenB/TokenC/#devices; no answer ever holds it."""

    name: str = Field(max_length=100)
    url: str = Field(max_length=500)
    kinds: list[str] = Field(min_length=1, max_length=200)
    organisation_id: int = Field(0, description="0: everything here")


class ChatRoomPatch(Schema):
    name: str = Field("", max_length=100)
    url: str = Field("", max_length=500)
    kinds: list[str] = Field([], max_length=200)
    is_active: bool = True


class ChatRoomOut(Schema):
    id: int
    name: str
    service: str
    kinds: list[str]
    org_path: str = Field(description="Told of what concerns this organisation and all below; empty means everything")
    is_active: bool


class NoticeDeliveryFilter(Filter):
    state: Literal["", "queued", "digest", "sending", "sent", "failed", "suppressed"] = ""
    channel: Literal["", "email", "chat"] = ""


class NoticeDeliveryOut(Schema):
    id: int
    kind: str = Field(alias="notice.kind")
    recipient_name: str = Field(alias="notice.recipient_name")
    channel: str
    state: str
    attempts: int
    problem: str
    remedy: str
    created_at: dt.datetime
    sent_at: dt.datetime | None
