"""Replies the requester reads, and notes only the people who work on tickets read."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.events import change
from firstbell.helpdesk.actions.states import wake_on_reply
from firstbell.helpdesk.events import TicketNoted, TicketReplied
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import possible_assignees
from firstbell.people.models import Person
from firstbell.people.queries import person_key


def add_reply(ticket: Ticket, *, text: str, by: Actor) -> TicketEntry:
    """A line both sides read. The requester's reply wakes a ticket that waits for it."""
    path = ticket.organisation.scope_path
    is_requester = by.person_id is not None and by.person_id == ticket.requester_id
    if not is_requester:
        by.require(HelpdeskPermission.TICKET_WORK, at=path)
    with change(by) as unit:
        entry = _add(ticket, TicketEntry.Kind.REPLY, text, by=by)
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
        entry = _add(ticket, TicketEntry.Kind.REPLY, text, by=by, author=author, author_key=key)
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


def add_note(ticket: Ticket, *, text: str, by: Actor) -> TicketEntry:
    """A line for colleagues. Not for the requester, not in the audit trail's text."""
    path = ticket.organisation.scope_path
    if not by.can(HelpdeskPermission.TICKET_VIEW, at=path):
        raise Forbidden(HelpdeskPermission.TICKET_VIEW, path)
    with change(by) as unit:
        entry = _add(ticket, TicketEntry.Kind.NOTE, text, by=by)
        unit.publish(TicketNoted(subject=ticket.ref, org_path=path))
    return entry


def _works_on(ticket: Ticket, person: Person | None) -> bool:
    return person is not None and person.pk in {one.person_id for one in possible_assignees(ticket.organisation)}


def _add(
    ticket: Ticket, kind: TicketEntry.Kind, text: str, *, by: Actor, author: str = "", author_key: str = ""
) -> TicketEntry:
    if not text.strip():
        raise Invalid("There is nothing to send.", remedy="Write a line first.", field="text")
    return TicketEntry.objects.create(
        ticket=ticket,
        kind=kind,
        text=text.strip(),
        author_key=author_key or by.key,
        author_name=(author or by.name)[:200],
        at=timezone.now(),
    )
