"""Tickets that have to do with each other: linked, split off, followed up, made one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.merging import merge_records, obstacles, refuse_final, take_apart
from firstbell.core.models import Merge
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.helpdesk.actions.states import step_by_program, undo_step
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.events import TicketsLinked, TicketsMerged, TicketSplit, TicketsTakenApart, TicketsUnlinked
from firstbell.helpdesk.lifecycle import Who
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketLink, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import may_reopen, step_of

_LINKS = TicketLink.Kind


def link_tickets(ticket: Ticket, other: Ticket, *, kind: str = _LINKS.RELATED, by: Actor) -> TicketLink:
    """Say how two tickets have to do with each other. Twice is once, and “related” counts in both directions.

    Raises Forbidden (``helpdesk.ticket.work`` at the first one's school, the other one in sight), Invalid for itself.
    """
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    if not Ticket.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Forbidden(HelpdeskPermission.TICKET_VIEW, other.organisation.scope_path)
    if ticket.pk == other.pk:
        raise Invalid("That is this ticket.", remedy="Give the other one's number, e.g. T-123.", field="other")
    back = TicketLink.objects.filter(ticket=other, other=ticket, kind=kind).first()
    if back is not None and kind == _LINKS.RELATED:
        return back
    with change(by) as unit:
        link, is_new = TicketLink.objects.get_or_create(
            ticket=ticket, other=other, kind=kind, defaults={"at": timezone.now(), "by": by.name[:200]}
        )
        if is_new:
            changes = {"link": (None, f"{_LINKS(kind).label} {other.number}")}
            about = () if ticket.is_private or other.is_private else (other.ref,)
            unit.publish(TicketsLinked(subject=ticket.ref, org_path=path, about=about, changes=changes))
    return link


def unlink_tickets(link: TicketLink, *, by: Actor) -> None:
    """Take the link away; both tickets stay."""
    path = link.ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    with change(by) as unit:
        gone, _ = TicketLink.objects.filter(pk=link.pk).delete()
        if gone:
            unit.publish(TicketsUnlinked(subject=link.ticket.ref, org_path=path))


def split_reply(entry: TicketEntry, *, title: str, by: Actor) -> Ticket:
    """A reply speaks of something else: it becomes a ticket of its own, linked to this one. Twice is once.

    The new ticket has the same requester, place and privacy. Raises Forbidden, Conflict for a note or a change of state.
    """
    ticket = entry.ticket
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    if entry.split_into is not None:
        return entry.split_into
    if entry.kind != TicketEntry.Kind.REPLY:
        raise Conflict("Only a reply becomes a ticket.", remedy="Choose a line that the requester can read.")
    with change(by) as unit:
        new = open_ticket(
            ticket.organisation, title=title, description=entry.text, requester=ticket.requester,
            requester_label=ticket.requester_label, place=ticket.place, is_private=ticket.is_private,
            origin=Ticket.Origin.ON_BEHALF, by=by,
        )  # fmt: skip
        entry.split_into = new
        entry.save(update_fields=["split_into"])
        link_tickets(new, ticket, by=by)
        about = () if ticket.is_private else (new.ref,)
        unit.publish(TicketSplit(subject=ticket.ref, org_path=path, about=about))
    return new


def follow_up(ticket: Ticket, *, text: str = "", by: Actor) -> Ticket:
    """The days for reopening are over, the trouble is back: a new ticket of the requester's, linked to the old one.

    Raises Forbidden for anybody else, Conflict while the old one is open or may still be reopened.
    """
    if by.person_id is None or by.person_id != ticket.requester_id:
        raise Forbidden(HelpdeskPermission.TICKET_OPEN, ticket.organisation.scope_path)
    if ticket.is_open or may_reopen(ticket, timezone.now()):
        raise Conflict(f"{ticket.number} goes on where it is.", remedy="Write on it, or press “Reopen”.")
    items = [one.item for one in ticket.ticket_items.select_related("item")]
    with change(by) as unit:
        existing = TicketLink.objects.filter(other=ticket, ticket__requester_id=by.person_id).select_related("ticket")
        standing = next((one.ticket for one in existing if one.ticket.is_open), None)
        if standing is not None:
            return standing
        new = open_ticket(
            ticket.organisation, title=ticket.title, description=text, requester=ticket.requester,
            symptom=ticket.symptom, place=ticket.place, urgency=Ticket.Urgency(ticket.urgency),
            items=[one for one in items if by.person_id in (one.holder_id, one.assigned_to_id)],
            is_private=ticket.is_private, origin=Ticket.Origin.PORTAL, by=by,
        )  # fmt: skip
        TicketLink.objects.create(ticket=new, other=ticket, at=timezone.now(), by=by.name[:200])
        changes = {"link": (None, f"Related to {ticket.number}")}
        about = () if ticket.is_private else (ticket.ref,)
        path = ticket.organisation.scope_path
        unit.publish(TicketsLinked(subject=new.ref, org_path=path, about=about, changes=changes))
    return new


def merge_tickets(keeper: Ticket, other: Ticket, *, reason: str = "", by: Actor) -> Merge:
    """Two tickets about one thing of one requester go on as ``keeper``: conversation, devices, watchers, files come along.

    The other's number leads to the keeper. Undo is offered. Raises Forbidden (``helpdesk.ticket.work`` at both schools),
    Conflict when something speaks against it.
    """
    for one in (keeper, other):
        by.require(HelpdeskPermission.TICKET_WORK, at=one.organisation.scope_path)
    with change(by) as unit:
        rows = Ticket.objects.select_for_update(of=("self",)).select_related("organisation").order_by("pk")
        pair = {one.pk: one for one in rows.filter(pk__in=[keeper.pk, other.pk])}
        keeper, other = pair[keeper.pk], pair[other.pk]
        refuse_final(obstacles(Ticket.KIND_REF, keeper, other))
        before = step_of(other)
        path = keeper.organisation.scope_path
        step_by_program(
            other, Who.MERGE, to=TicketState.DUPLICATE, text=f"Goes on as {keeper.number}", duplicate_of=keeper, by=by
        )
        after = step_of(Ticket.objects.get(pk=other.pk))
        said = TicketEntry.objects.filter(ticket=other).order_by("-pk").values_list("pk", flat=True)[0]
        merge = merge_records(Ticket.KIND_REF, keeper, other, org_path=path, reason=reason, by=by)
        TicketEntry.objects.filter(pk=said).update(ticket=other)
        merge.keeper_label, merge.loser_label = keeper.number, other.number
        merge.loser_state = {"before": before, "after": after}
        merge.save(update_fields=["keeper_label", "loser_label", "loser_state"])
        about = () if keeper.is_private else (other.ref,)
        unit.publish(TicketsMerged(subject=keeper.ref, org_path=path, about=about))
        unit.reindex(Ticket.KIND_REF, keeper.pk, other.pk)
        offer_undo(undo_merge, {"merge": merge.pk}, label=f"{other.number} is a ticket of its own again", by=by)
    return merge


def take_tickets_apart(merge: Merge, *, by: Actor) -> list[str]:
    """Give the other ticket back what came from it, and its state. Answers what could not go back, in words."""
    rows = Ticket.objects.select_related("organisation").in_bulk([merge.keeper_id, merge.loser_id])
    keeper, other = rows.get(merge.keeper_id), rows.get(merge.loser_id)
    if merge.kind != Ticket.KIND_REF or keeper is None or other is None:
        raise NotFound("These two are not there any more.")
    for one in (keeper, other):
        by.require(HelpdeskPermission.TICKET_WORK, at=one.organisation.scope_path)
    with change(by) as unit:
        stuck = take_apart(merge, keeper, other, by=by)
        Ticket.objects.filter(pk=other.pk).update(duplicate_of=None)
        undo_step(other, before=merge.loser_state["before"], after=merge.loser_state["after"], by=by)
        about = () if keeper.is_private else (other.ref,)
        unit.publish(TicketsTakenApart(subject=keeper.ref, org_path=keeper.organisation.scope_path, about=about))
        unit.reindex(Ticket.KIND_REF, keeper.pk, other.pk)
    return stuck


@undo_handler
def undo_merge(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute a merge is taken back whole."""
    merge = Merge.objects.filter(pk=payload["merge"]).first()
    if merge is None:
        raise NotFound("There is nothing to undo here.")
    take_tickets_apart(merge, by=by)
