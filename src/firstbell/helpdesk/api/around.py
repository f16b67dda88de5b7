"""REST for what happens around a ticket: watchers, ratings, links, merges, visits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from ninja import Query, Status

from firstbell.core import merging
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.api.merges import MergeOut, MergePreviewOut, SplitOut
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.models import Merge
from firstbell.helpdesk.actions.links import (
    follow_up,
    link_tickets,
    merge_tickets,
    split_reply,
    take_tickets_apart,
    unlink_tickets,
)
from firstbell.helpdesk.actions.people import rate_ticket, stop_watching, watch_ticket
from firstbell.helpdesk.actions.visits import plan_visit
from firstbell.helpdesk.models import Ticket, TicketEntry, Visit
from firstbell.helpdesk.models.tickets import TicketQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import free_periods, links_of, merges_of, possible_assignees
from firstbell.helpdesk.schemas import (
    FollowUpIn,
    FreePeriodOut,
    LinkIn,
    LinkOut,
    MergeIn,
    RatingIn,
    RatingOut,
    SplitIn,
    TicketMergeOut,
    TicketOut,
    VisitIn,
    VisitOut,
)

router = Router()


def _tickets(request: ApiRequest) -> TicketQuerySet:
    return Ticket.objects.visible_to(request.actor).select_related("organisation", "symptom", "place", "requester")


def _worked(request: ApiRequest, pk: int) -> Ticket:
    """A ticket that may be seen and worked on; 404, or 403."""
    ticket: Ticket = found(_tickets(request).select_related("assignee__person"), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    return ticket


@router.put("/tickets/{pk}/watch", response={204: None})
def watch_one_ticket(request: ApiRequest, pk: int) -> Any:
    """Be told of replies and of the end."""
    watch_ticket(found(_tickets(request), pk), by=request.actor)
    return Status(204, None)


@router.delete("/tickets/{pk}/watch", response={204: None})
def stop_watching_ticket(request: ApiRequest, pk: int) -> Any:
    """Be told no more."""
    stop_watching(found(_tickets(request), pk), by=request.actor)
    return Status(204, None)


@router.post("/tickets/{pk}/rating", response={201: RatingOut})
def rate_one_ticket(request: ApiRequest, pk: int, body: RatingIn) -> Any:
    """Good or not, by the requester, once for each time it was resolved."""
    return created(rate_ticket(found(_tickets(request), pk), is_good=body.is_good, why=body.why, by=request.actor))


@router.get("/tickets/{pk}/links", response=list[LinkOut])
def list_ticket_links(request: ApiRequest, pk: int) -> Any:
    """Tickets that have to do with it, in both directions, as far as you may see them."""
    return [link for link, _how, _other in links_of(found(_tickets(request), pk), request.actor)]


@router.post("/tickets/{pk}/links", response={201: LinkOut})
def link_two_tickets(request: ApiRequest, pk: int, body: LinkIn) -> Any:
    """Say how two tickets have to do with each other."""
    ticket, other = found(_tickets(request), pk), found(_tickets(request), body.other_id)
    return created(link_tickets(ticket, other, kind=body.kind, by=request.actor))


@router.delete("/tickets/{pk}/links/{link_id}", response={204: None})
def unlink_two_tickets(request: ApiRequest, pk: int, link_id: int) -> Any:
    """Take a link away, from either end."""
    links = links_of(found(_tickets(request), pk), request.actor)
    link = next((one for one, _how, _other in links if one.pk == link_id), None)
    if link is None:
        raise NotFound("There is no such link.", remedy="See the ticket's links.")
    unlink_tickets(link, by=request.actor)
    return Status(204, None)


@router.post("/tickets/{pk}/entries/{entry_id}/split", response={201: TicketOut})
def split_ticket_reply(request: ApiRequest, pk: int, entry_id: int, body: SplitIn) -> Any:
    """A reply becomes a ticket of its own, linked to this one."""
    ticket = found(_tickets(request), pk)
    entry = found(TicketEntry.objects.filter(ticket=ticket).select_related("split_into"), entry_id)
    return created(split_reply(entry, title=body.title, by=request.actor))


@router.post("/tickets/{pk}/merge", response={201: TicketMergeOut})
def merge_two_tickets(request: ApiRequest, pk: int, body: MergeIn) -> Any:
    """``other_id`` goes on as this ticket, with its conversation, devices, watchers and files."""
    keeper, other = found(_tickets(request), pk), found(_tickets(request), body.other_id)
    return created(merge_tickets(keeper, other, reason=body.reason, by=request.actor))


@router.get("/tickets/{pk}/merge-preview", response=MergePreviewOut)
def preview_ticket_merge(request: ApiRequest, pk: int, other_id: int) -> Any:
    """What speaks against the other one going on as this ticket, and what would move."""
    keeper, other = _worked(request, pk), _worked(request, other_id)
    against = merging.obstacles(Ticket.KIND_REF, keeper, other)
    final = any(one.is_final for one in against)
    moving = [] if final else merging.rehearse(Ticket.KIND_REF, keeper, other, by=request.actor)
    return {"obstacles": against, "moving": moving}


@router.get("/tickets/{pk}/merges", response=list[MergeOut])
def list_ticket_merges(request: ApiRequest, pk: int) -> Any:
    """Merges this ticket was part of, the newest first; those with ``split_at`` null stand."""
    return merges_of(_worked(request, pk), request.actor)


@router.post("/ticket-merges/{pk}/split", response=SplitOut)
def split_merged_tickets(request: ApiRequest, pk: int) -> Any:
    """Take a merge back; ``left`` says in words what could not go back."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    merge = found(Merge.objects.filter(kind=Ticket.KIND_REF), pk)
    _worked(request, merge.keeper_id)
    return {"left": take_tickets_apart(merge, by=request.actor)}


@router.post("/tickets/{pk}/follow-up", response={201: TicketOut})
def follow_ticket_up(request: ApiRequest, pk: int, body: FollowUpIn) -> Any:
    """Too old to reopen: the requester's new ticket, linked to the old one."""
    return created(follow_up(found(_tickets(request), pk), text=body.text, by=request.actor))


@router.get("/tickets/{pk}/free-periods", response=list[FreePeriodOut])
def list_free_periods(request: ApiRequest, pk: int, day: dt.date, account_id: int | None = None) -> Any:
    """The periods of a day in which a visit disturbs nobody. ``account_id``: who would come."""
    ticket = found(_tickets(request), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    return free_periods(ticket, day, timezone.now(), account_id=account_id or request.actor.account_id)


@router.post("/tickets/{pk}/visits", response={201: VisitOut})
def plan_one_visit(request: ApiRequest, pk: int, body: VisitIn) -> Any:
    """Come in that period; the ticket is scheduled and the requester told."""
    ticket = found(_tickets(request), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    account = next((one for one in possible_assignees(ticket.organisation) if one.pk == body.account_id), None)
    if account is None and body.account_id is not None:
        raise Invalid("That account does not work on tickets here.", remedy="Choose another.", field="account_id")
    return created(plan_visit(ticket, day=body.day, period=body.period, account=account, by=request.actor))


@router.get("/visits", response=Page[VisitOut])
def list_visits(request: ApiRequest, paging: Query[Paging], day: dt.date | None = None, state: str = "planned") -> Any:
    """Visits of tickets you may see, by time."""
    visits = Visit.objects.visible_to(request.actor).filter(state=state)
    if day is not None:
        visits = visits.filter(day=day)
    return paginate(visits, paging, order=("starts_at", "pk"))
