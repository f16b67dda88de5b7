"""A mail as a ticket or as a reply: its words, and those of its files that are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.connectors.mail.actions._outcomes import Made, is_private_for
from firstbell.connectors.mail.models import Mailbox
from firstbell.connectors.mail.reading.message import File, ReadMail
from firstbell.connectors.mail.reading.replies import new_words
from firstbell.connectors.mail.reading.texts import shortened
from firstbell.connectors.mail.senders import Sender, school_of
from firstbell.core.actor import Actor
from firstbell.core.attachments import attach_file, check_file
from firstbell.core.errors import Invalid
from firstbell.helpdesk.actions.conversation import add_mailed_reply
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Person

_ANSWER = re.compile(r"^\s*(?:(?:re|aw|rv|sv)\s*:\s*)+", re.IGNORECASE)
#: Names of refused files that are written into the ticket.
_NAMED = 20


def make_ticket(
    mailbox: Mailbox,
    read: ReadMail,
    sender: Sender,
    *,
    by: Actor,
    follows: Ticket | None = None,
    title: str = "",
    requester: Person | None = None,
) -> Made:
    """A new ticket of what the mail says. ``follows``: the ticket it answers ended too long ago."""
    kept, left_out = _sorted_files(read)
    whose = requester or sender.person
    text = f"{_about(follows)}{shortened(read.text)}{_named(left_out)}".strip()
    ticket = open_ticket(
        school_of(sender, mailbox),
        title=title.strip() or title_of(read, sender),
        description=text,
        requester=whose,
        requester_label="" if whose is not None else sender.label or "walk-in, unknown",
        origin=Ticket.Origin.EMAIL,
        is_private=is_private_for(mailbox, sender) or (follows is not None and follows.is_private),
        opened_by=sender.author,
        by=by,
    )
    _attach(ticket, kept, by)
    return Made(ticket, None, left_out)


def make_reply(ticket: Ticket, read: ReadMail, sender: Sender, *, by: Actor) -> Made:
    """A line on a ticket: what is new in the mail, without the history it quotes."""
    kept, left_out = _sorted_files(read)
    names = f"({', '.join(upload.name or '' for upload in kept)})" if kept else "(a mail without words)"
    text = f"{shortened(new_words(read.text)) or names}{_named(left_out)}"
    entry = add_mailed_reply(
        ticket, text=text, author=sender.author, sender=sender.person, is_verified=sender.is_verified, by=by
    )
    _attach(ticket, kept, by)
    return Made(ticket, entry, left_out)


def title_of(read: ReadMail, sender: Sender) -> str:
    """Its subject; else its first words; else whom it is from."""
    subject = _ANSWER.sub("", read.subject).strip()
    first = next((line.strip() for line in read.text.splitlines() if line.strip()), "")
    return (subject or first or f"Mail from {sender.label or 'nobody named'}")[:200]


def _sorted_files(read: ReadMail) -> tuple[list[SimpleUploadedFile], tuple[tuple[str, str], ...]]:
    kept, left_out = [], []
    for file in read.files:
        upload = _upload(file)
        try:
            check_file(upload)
        except Invalid as refusal:
            left_out.append((file.name, refusal.message))
        else:
            kept.append(upload)
    left_out += [(name, "There are too many files.") for name in read.left_out]
    return kept, tuple(left_out[:1000])


def _upload(file: File) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.data)


def _attach(ticket: Ticket, kept: Iterable[SimpleUploadedFile], by: Actor) -> None:
    for upload in kept:
        attach_file(ticket.ref, upload, org_path=ticket.organisation.scope_path, by=by)


def _named(left_out: tuple[tuple[str, str], ...]) -> str:
    if not left_out:
        return ""
    names = ", ".join(name for name, _ in left_out[:_NAMED])
    more = f" and {len(left_out) - _NAMED} more" if len(left_out) > _NAMED else ""
    return f"\n\n[Not kept with the ticket: {names}{more}. The mail's source has them.]"


def _about(follows: Ticket | None) -> str:
    return f"[Follows {follows.number}, which has ended.]\n\n" if follows is not None else ""
