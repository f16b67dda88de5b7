"""``T-123`` scanned or typed is a ticket; so is ``osTicket 482913``, or ``#482913``, of the help desk it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, register
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.queries import ticket_number

#: How old tickets are called: the system's name or ``Ticket``, perhaps ``#``, then a number with a digit in it. Nothing else
#: asks the database, so that the scan of a device costs what it did.
_OLD = re.compile(
    r"^(?:OSTICKET|ZAMMAD|TICKET)?#([A-Z0-9._/-]{1,60})$|^(?:OSTICKET|ZAMMAD|TICKET):?([A-Z0-9._/-]{1,60})$"
)


def old_number(code: str) -> str:
    """The number another help desk gave, as :func:`normalise` writes it; empty when the code is no such thing."""
    found = _OLD.match(code)
    number = (found[1] or found[2]) if found else ""
    return number if any(one.isdigit() for one in number) else ""


def tickets_of(scan: Scan, actor: Actor) -> Iterable[Match]:
    number, old = ticket_number(scan.code), old_number(scan.code)
    if number is None and not old:
        return
    meant = Q(pk=number) if number is not None else Q(pk__in=[])
    if old:
        meant |= Q(imported__number_norm=old)
    found = Ticket.objects.visible_to(actor).filter(meant).select_related("requester", "imported")
    for ticket in found.order_by("pk"):
        imported = getattr(ticket, "imported", None)
        yield Match(
            kind=Ticket.KIND_REF,
            id=ticket.pk,
            label=f"{ticket.number} {ticket.title}",
            detail=f"{imported}, {ticket.get_state_display()}" if imported is not None else ticket.get_state_display(),
            url=reverse("helpdesk:ticket", args=[ticket.pk]),
            icon="ticket",
            object=ticket,
        )


register(Ticket.KIND_REF, tickets_of, order=40)
