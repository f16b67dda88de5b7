"""``T-123`` scanned or typed is a ticket."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, register
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import ticket_number


def tickets_of(scan: Scan, actor: Actor) -> Iterable[Match]:
    number = ticket_number(scan.code)
    if number is None:
        return
    for ticket in Ticket.objects.visible_to(actor).filter(pk=number).select_related("requester"):
        yield Match(
            kind=Ticket.KIND_REF,
            id=ticket.pk,
            label=f"{ticket.number} {ticket.title}",
            detail=ticket.get_state_display(),
            url=reverse("helpdesk:ticket", args=[ticket.pk]),
            icon="ticket",
            object=ticket,
        )


register(Ticket.KIND_REF, tickets_of, order=40)
