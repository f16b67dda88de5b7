"""What REST shows of mailboxes and of mail that came in. The words themselves are in the ticket; no password is ever shown."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

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


class TicketOfMailIn(Schema):
    """An empty ``title``: the mail's subject. Without ``requester_id``: whom the address names, else a walk-in."""

    title: str = Field("", max_length=200)
    requester_id: int | None = None


class JoinMailIn(Schema):
    ticket_id: int


class MailboxIn(Schema):
    """What is left out stays as it is; for a new one, as usual. An empty password keeps the stored one."""

    name: str = Field("", max_length=60)
    address: str = Field("", max_length=254)
    way: Literal["imap", "listener"] = Field("imap", description="imap: Firstbell fetches; listener: it is handed over")
    is_on: bool = False
    host: str = Field("", max_length=200)
    port: int = Field(993, ge=1, le=65535)
    tls: Literal["tls", "starttls", "none"] = "tls"
    ca_certificate: str = Field("", max_length=20_000)
    username: str = Field("", max_length=200)
    password: str = Field("", max_length=500)
    folder: str = Field("INBOX", max_length=100)
    done_folder: str = Field("Firstbell", max_length=100)
    has_plus: bool = True
    server_name: str = Field("", max_length=200)
    group_id: str = Field("", max_length=200)
    unknown: Literal["walk_in", "quarantine"] = "walk_in"
    private_for: Literal["nobody", "students", "everybody"] = "nobody"
    most_per_hour: int = Field(20, ge=1, le=32_767)
    most_bytes: int = Field(31_457_280, ge=1)
    most_files: int = Field(20, ge=0, le=32_767)

    def values(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, exclude={"organisation_id"})


class NewMailboxIn(MailboxIn):
    organisation_id: int
    name: str = Field(max_length=60)
    address: str = Field(max_length=254)


class MailboxFindingOut(Schema):
    """``verdict``: pass, fail or unknown."""

    verdict: str
    text: str
    remedy: str


class MailboxOut(Schema):
    """``test_findings`` of the last try, at ``tested_at``; ``problem`` of the last time it was read."""

    id: int
    organisation_id: int
    name: str
    address: str
    way: str
    is_on: bool
    host: str
    port: int
    tls: str
    username: str
    folder: str
    done_folder: str
    has_plus: bool
    server_name: str
    group_id: str
    unknown: str
    private_for: str
    most_per_hour: int
    most_bytes: int
    most_files: int
    source: str
    last_checked: dt.date | None
    looked_at: dt.datetime | None
    taken_at: dt.datetime | None
    problem: str
    remedy: str
    tested_at: dt.datetime | None
    test_findings: list[MailboxFindingOut]
