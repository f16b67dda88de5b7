"""On a ticket's page: by which mails it came, and what is known of who wrote them."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission

_SHOWN = 20


def ticket_mails(ticket: Ticket, actor: Actor) -> Context | None:
    """For whoever works on it. One query, and none for tickets that anybody else looks at."""
    if not actor.can(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path):
        return None
    mails = list(ticket.mails.select_related("mailbox", "person").order_by("-pk")[: _SHOWN + 1])
    return {"mails": mails[:_SHOWN], "has_more": len(mails) > _SHOWN} if mails else None


register(Panel("helpdesk.ticket", "mail", "mail/panel_ticket.html", ticket_mails, order=5))
