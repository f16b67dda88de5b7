"""REST for what leads to a ticket and what comes of one: from a walk that did not help, and to an article."""

from __future__ import annotations

from typing import Any

from firstbell.core.api import ApiRequest, Router, created, found
from firstbell.guides.models import Walk
from firstbell.helpdesk.actions.articles import article_from_ticket
from firstbell.helpdesk.actions.help import ticket_from_walk
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.schemas import TicketOut
from firstbell.helpdesk.schemas.incidents import TicketArticleOut, WalkTicketIn

router = Router()
_WALK = ("card", "organisation", "person__organisation", "place__organisation", "item__product", "item__item_type")
_ARTICLE = ("organisation", "requester__account", "assignee__person", "place", "walk__card")


@router.post("/walks/{pk}/ticket", response={201: TicketOut})
def create_ticket_of_walk(request: ApiRequest, pk: int, body: WalkTicketIn) -> Any:
    """Nothing helped: a ticket with room, device and what was tried; twice is once. Photos go to the ticket's files."""
    walk = found(Walk.objects.visible_to(request.actor).select_related(*_WALK), pk)
    existing = Ticket.objects.filter(walk=walk).first()
    if existing is not None:  # who may see a walk need not see the private ticket it became
        return created(found(Ticket.objects.visible_to(request.actor).select_related("symptom"), existing.pk))
    ticket = ticket_from_walk(
        walk, escalation=body.escalation, words=body.words, evidence=body.evidence, origin=Ticket.Origin.API,
        by=request.actor,
    )  # fmt: skip
    return created(ticket)


@router.post("/tickets/{pk}/article", response={201: TicketArticleOut})
def write_article_of_ticket(request: ApiRequest, pk: int) -> Any:
    """A draft for technicians with what was seen and what helped, without people and tags; twice is once."""
    ticket = found(Ticket.objects.visible_to(request.actor).select_related(*_ARTICLE), pk)
    return created(article_from_ticket(ticket, by=request.actor))
