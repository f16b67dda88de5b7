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


def add_note(ticket: Ticket, *, text: str, by: Actor) -> TicketEntry:
    """A line for colleagues. Not for the requester, not in the audit trail's text."""
    path = ticket.organisation.scope_path
    if not by.can(HelpdeskPermission.TICKET_VIEW, at=path):
        raise Forbidden(HelpdeskPermission.TICKET_VIEW, path)
    with change(by) as unit:
        entry = _add(ticket, TicketEntry.Kind.NOTE, text, by=by)
        unit.publish(TicketNoted(subject=ticket.ref, org_path=path))
    return entry


def _add(ticket: Ticket, kind: TicketEntry.Kind, text: str, *, by: Actor) -> TicketEntry:
    if not text.strip():
        raise Invalid("There is nothing to send.", remedy="Write a line first.", field="text")
    return TicketEntry.objects.create(
        ticket=ticket, kind=kind, text=text.strip(), author_key=by.key, author_name=by.name, at=timezone.now()
    )
