"""From a ticket that was solved to an article, in one step."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import change
from firstbell.guides.actions.articles import add_article
from firstbell.guides.models import Article, Audience
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import kind_of_item
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.articles import telling_of


def article_from_ticket(ticket: Ticket, *, by: Actor) -> Article:
    """A draft for technicians with what was seen and what helped, without people and tags. Twice is once.

    Raises Forbidden (``helpdesk.ticket.work`` and ``guides.article.edit`` at the ticket's school), NotFound for a private
    ticket, Conflict for one that is not resolved.
    """
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    by.require(GuidesPermission.ARTICLE_EDIT, at=path)
    if ticket.is_private:
        raise NotFound("No article is made from a private ticket.", remedy="Write one without it.")
    if ticket.resolved_at is None:
        raise Conflict(f"{ticket.number} is not resolved.", remedy="Resolve it first: an article says what helped.")
    made = Article.objects.all().editable_by(by).filter(source_kind=Ticket.KIND_REF, source_id=ticket.pk).first()
    if made is not None:
        return made
    told = telling_of(ticket)
    link = ticket.ticket_items.select_related("item__product", "item__item_type").order_by("pk").first()
    walk = ticket.walk
    values = {
        "title": told.title,
        "body": told.body,
        "audience": Audience.TECHNICIANS,
        "about": walk.card.about if walk is not None else kind_of_item(link.item) if link is not None else "",
        "product": link.item.product if link is not None else None,
        "place_kind": ticket.place.kind if ticket.place is not None and link is None else "",
    }
    with change(by):
        return add_article(
            organisation=ticket.organisation, values=values, source=ticket.ref, note="Made from a ticket", by=by
        )
