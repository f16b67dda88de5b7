"""Tickets that have to do with each other."""

from __future__ import annotations

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.models import Merge
from firstbell.helpdesk.models import Ticket, TicketLink

_BACK = {
    TicketLink.Kind.RELATED: "Related to", TicketLink.Kind.CAUSED_BY: "Causes", TicketLink.Kind.BLOCKS: "Blocked by",
}  # fmt: skip


def links_of(ticket: Ticket, actor: Actor) -> list[tuple[TicketLink, str, Ticket]]:
    """(link, how, the other one), as far as the actor may see the other one. One query."""
    seen = Ticket.objects.visible_to(actor).order_by().values("pk")
    rows = TicketLink.objects.filter(Q(ticket=ticket, other__in=seen) | Q(other=ticket, ticket__in=seen))
    return [
        (one, one.get_kind_display(), one.other)
        if one.ticket_id == ticket.pk
        else (one, _BACK[TicketLink.Kind(one.kind)], one.ticket)
        for one in rows.select_related("ticket", "other").order_by("pk")
    ]


def merged_into(ticket: Ticket, actor: Actor) -> Ticket | None:
    """The ticket this one goes on as, if it was merged and the actor may see that one."""
    merge = Merge.objects.filter(kind=Ticket.KIND_REF, loser_id=ticket.pk, split_at=None).order_by("-pk").first()
    return Ticket.objects.visible_to(actor).filter(pk=merge.keeper_id).first() if merge is not None else None


def merges_of(ticket: Ticket, actor: Actor) -> list[Merge]:
    """What it was merged with, the newest first, as far as the actor may see both."""
    rows = Merge.objects.filter(Q(keeper_id=ticket.pk) | Q(loser_id=ticket.pk), kind=Ticket.KIND_REF)
    seen = Ticket.objects.visible_to(actor).order_by().values("pk")
    return list(rows.filter(keeper_id__in=seen, loser_id__in=seen).order_by("-pk"))
