"""Tickets in the search box: by number (also that of the help desk it came from), title, requester and device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.inventory.models import Item


def documents(ids: Sequence[int]) -> Iterable[Document]:
    tickets = (
        Ticket.objects.filter(pk__in=ids)
        .select_related("organisation", "requester", "symptom", "imported")
        .prefetch_related("ticket_items__item")
    )
    for ticket in tickets:
        imported = getattr(ticket, "imported", None)
        earlier = [imported.system_name, imported.number] if imported is not None else []
        yield _document(ticket, earlier, [link.item for link in ticket.ticket_items.all()])


def new_document(at_hand: tuple[Ticket, Sequence[Item]]) -> Document:
    """Of a ticket that was just opened here, and its devices."""
    ticket, items = at_hand
    return _document(ticket, [], items)


def _document(ticket: Ticket, earlier: Sequence[str], items: Sequence[Item]) -> Document:
    """A private ticket is found by its number only, so that a hit's count betrays nothing."""
    terms = [f"T{ticket.pk}", str(ticket.pk), *earlier]
    if not ticket.is_private:
        terms += [ticket.requester.name if ticket.requester is not None else ticket.requester_label]
        terms += [ticket.symptom.label if ticket.symptom is not None else ""]
        terms += [item.barcode for item in items]
    return Document(
        object_id=ticket.pk,
        title="" if ticket.is_private else ticket.title,
        terms=terms,
        org_paths=[ticket.organisation.scope_path],
    )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for ticket in Ticket.objects.visible_to(actor).filter(pk__in=ids).select_related("requester"):
        yield Hit(
            kind=Ticket.KIND_REF,
            id=ticket.pk,
            title=f"{ticket.number} {ticket.title}",
            detail=ticket.requester.name if ticket.requester is not None else ticket.requester_label,
            url=reverse("helpdesk:ticket", args=[ticket.pk]),
            icon="ticket",
            badge=ticket.get_state_display(),
        )


register(
    Searchable(
        Ticket.KIND_REF, "Tickets", HelpdeskPermission.TICKET_VIEW, documents, hits, order=40, document=new_document
    )
)
