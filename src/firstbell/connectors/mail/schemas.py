"""What REST shows of mail that came in. The words themselves are in the ticket."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Filter, Schema


class InboundMailOut(Schema):
    id: int
    number: str
    mailbox_id: int
    state: str
    reason: str
    remedy: str
    sender: str
    subject: str
    person_id: int | None
    verdict: str
    checks: dict[str, str]
    size: int
    ticket_id: int | None
    received_at: dt.datetime
    settled_at: dt.datetime | None
    settled_by: str


class InboundMailFilter(Filter):
    state: str = ""
    mailbox_id: int | None = None
    ticket_id: int | None = None
    verdict: str = ""
