"""Replies the requester reads, notes only the people who work on tickets read, and files with either."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.attachments import attach_file
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.models import Attachment
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import wake_on_reply
from firstbell.helpdesk.events import TicketFileAdded, TicketNoted, TicketReplied
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import mentioned, possible_assignees
from firstbell.people.models import Account, Person
from firstbell.people.queries import person_key

Files = Sequence[UploadedFile[bytes]]

MOST_FILES = 8
MOST_MINUTES = 1440


def add_reply(ticket: Ticket, *, text: str, by: Actor, minutes: int | None = None, files: Files = ()) -> TicketEntry:
    """A line both sides read. The requester's reply wakes a ticket that waits for it.

    ``minutes`` spent are a worker's to say. Raises Forbidden, Invalid (no text, too many minutes, a file not kept here).
    """
    path = ticket.organisation.scope_path
    is_requester = by.person_id is not None and by.person_id == ticket.requester_id
    if not is_requester or minutes is not None:
        by.require(HelpdeskPermission.TICKET_WORK, at=path)
    with change(by) as unit:
        entry = _add(ticket, TicketEntry.Kind.REPLY, text, minutes, by=by)
        _keep(entry, files, by=by)
        unit.publish(TicketReplied(subject=ticket.ref, org_path=path, about=ticket.refs_to(ticket.requester)))
        if is_requester:
            wake_on_reply(ticket, by=by)
    return entry


def add_mailed_reply(
    ticket: Ticket, *, text: str, author: str, sender: Person | None, is_verified: bool, by: Actor
) -> TicketEntry:
    """A reply that came by mail, taken in by the program (``by``); ``author`` says who wrote it, as far as is known.

    A mail acts with nobody's rights: it adds a line and changes no state. Only when the mail server vouches for the
    sender, and the sender is the requester, a ticket that waits for this answer goes on. Raises Forbidden
    (``helpdesk.ticket.work``, which the program has).
    """
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    is_requester = sender is not None and sender.pk == ticket.requester_id
    key = person_key(sender.pk) if sender is not None and is_verified else by.key
    with change(by) as unit:
        entry = _add(ticket, TicketEntry.Kind.REPLY, text, None, by=by, author=author, author_key=key)
        unit.publish(
            TicketReplied(
                subject=ticket.ref,
                org_path=path,
                about=ticket.refs_to(ticket.requester),
                for_requester=is_verified and not is_requester and _works_on(ticket, sender),
                author=author,
            )
        )
        if is_requester and is_verified:
            wake_on_reply(ticket, by=by)
    return entry


def add_note(
    ticket: Ticket,
    *,
    text: str,
    by: Actor,
    minutes: int | None = None,
    files: Files = (),
    mentions: Iterable[Account] = (),
) -> TicketEntry:
    """A line for colleagues. Not for the requester, not in the audit trail's text.

    Who is named in it (``@name``), or in ``mentions``, is told, if they may work here and read this ticket.
    Raises Forbidden, Invalid.
    """
    path = ticket.organisation.scope_path
    if not by.can(HelpdeskPermission.TICKET_VIEW, at=path):
        raise Forbidden(HelpdeskPermission.TICKET_VIEW, path)
    with change(by) as unit:
        named = {one.pk: one for one in (*mentions, *mentioned(text, ticket)[0])}
        chosen = [f"@{one.display_name}" for one in mentions if f"@{one.display_name}" not in text]
        entry = _add(ticket, TicketEntry.Kind.NOTE, " ".join((*chosen, text)) if text.strip() else "", minutes, by=by)
        _keep(entry, files, by=by)
        unit.publish(TicketNoted(subject=ticket.ref, org_path=path))
        _tell_named(entry, [pk for pk in named if pk != by.account_id], by=by)
    return entry


def attach_to_ticket(ticket: Ticket, files: Files, *, by: Actor) -> list[Attachment]:
    """Photos and documents of the ticket itself, by its requester or whoever works on it."""
    path = ticket.organisation.scope_path
    if by.person_id is None or by.person_id != ticket.requester_id:
        by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=path)
    _check_count(files)
    with change(by) as unit:
        kept = [attach_file(ticket.ref, one, org_path=path, by=by) for one in files]
        if kept:
            unit.publish(TicketFileAdded(subject=ticket.ref, org_path=path))
    return kept


def _works_on(ticket: Ticket, person: Person | None) -> bool:
    return person is not None and person.pk in {one.person_id for one in possible_assignees(ticket.organisation)}


def _add(
    ticket: Ticket,
    kind: TicketEntry.Kind,
    text: str,
    minutes: int | None,
    *,
    by: Actor,
    author: str = "",
    author_key: str = "",
) -> TicketEntry:
    if not text.strip():
        raise Invalid("There is nothing to send.", remedy="Write a line first.", field="text")
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise Invalid(f"{minutes} minutes is more than a day.", remedy="Write what this took.", field="minutes")
    return TicketEntry.objects.create(
        ticket=ticket, kind=kind, text=text.strip(), author_key=author_key or by.key,
        author_name=(author or by.name)[:200], at=timezone.now(),
        minutes=minutes or None,
    )  # fmt: skip


def _keep(entry: TicketEntry, files: Files, *, by: Actor) -> None:
    _check_count(files)
    for one in files:
        attach_file(entry.ref, one, org_path=entry.ticket.organisation.scope_path, by=by)


def _check_count(files: Files) -> None:
    if len(files) > MOST_FILES:
        raise Invalid(f"{len(files)} files at once.", remedy=f"Send up to {MOST_FILES} at a time.", field="files")


def _tell_named(entry: TicketEntry, accounts: list[int], *, by: Actor) -> None:
    ticket = entry.ticket
    send_notice(
        ticket.ref, kind=notices.TICKET_MENTIONED.key, to=[f"account:{pk}" for pk in accounts], occasion=str(entry.pk),
        values={"ticket": ticket.ref.label, "number": ticket.number, "who": by.name},
        org_path=ticket.organisation.scope_path, link=f"/helpdesk/{ticket.pk}/", by=by,
    )  # fmt: skip
