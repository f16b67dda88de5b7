"""Mailboxes and mails to test with."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from firstbell.connectors.mail.actions.mailboxes import add_mailbox
from firstbell.connectors.mail.actions.receiving import Arrival, receive_mail
from firstbell.connectors.mail.actions.settling import settle_mail
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.core.actor import system_actor
from firstbell.people.models import Organisation

TRUSTED = "mx.elm.example.org"


def make_mailbox(organisation: Organisation, **values: Any) -> Mailbox:
    """On, read by IMAP, with a server that is trusted to check senders."""
    given = {
        "name": "Help desk",
        "address": "help@elm.example.org",
        "is_on": True,
        "host": "127.0.0.1",
        "tls": "none",
        "username": "help",
        "password": "secret",
        "server_name": TRUSTED,
        **values,
    }
    return add_mailbox(organisation, values=given, by=system_actor("tests"))


def mail_of(
    sender: str = "Tia Chalk <tia@example.org>",
    text: str = "The projector in room 12 is dark.",
    subject: str = "Projector dark",
    *,
    verdict: str = "pass",
    headers: dict[str, str] | None = None,
    message_id: str = "<1@mail.example.org>",
    to: str = "help@elm.example.org",
) -> EmailMessage:
    """A mail as a person's program writes it; ``verdict`` is what the trusted server found, empty for nothing."""
    mail = EmailMessage()
    if verdict:
        domain = sender.rpartition("@")[2].strip(">")
        mail["Authentication-Results"] = f"{TRUSTED}; spf={verdict}; dmarc={verdict} header.from={domain}"
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, to, subject, message_id
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def receive(mailbox: Mailbox, raw: bytes | EmailMessage, **arrival: Any) -> InboundMail:
    """Stored and settled."""
    by = system_actor("mail", via="task")
    data = raw if isinstance(raw, bytes) else raw.as_bytes()
    mail = receive_mail(mailbox, data, arrival=Arrival(**arrival), by=by)
    assert mail is not None, "It is here already"
    return settle_mail(mail, by=by)
