"""Open tickets, assign them, and name the devices they are about."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.core.events import change
from firstbell.guides.models import Walk
from firstbell.helpdesk.events import TicketAssigned, TicketItemLinked, TicketItemUnlinked, TicketOpened
from firstbell.helpdesk.models import Symptom, Ticket, TicketItem
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import possible_assignees
from firstbell.inventory.models import Item
from firstbell.people.models import Account, Organisation, Person
from firstbell.rooms.models import Place


def open_ticket(
    organisation: Organisation,
    *,
    title: str,
    by: Actor,
    origin: Ticket.Origin,
    requester: Person | None = None,
    requester_label: str = "",
    description: str = "",
    symptom: Symptom | None = None,
    place: Place | None = None,
    items: Sequence[Item] = (),
    urgency: Ticket.Urgency = Ticket.Urgency.SLOWED,
    impact: Ticket.Impact = Ticket.Impact.ONE,
    is_private: bool = False,
    walk: Walk | None = None,
    opened_by: str = "",
) -> Ticket:
    """A new ticket in state NEW: one's own, or on somebody's behalf.

    ``requester`` None: a walk-in nobody knows, called ``requester_label``. ``opened_by``: who wrote, where the program takes it in. Raises Forbidden
    without the right to open (for others), Invalid when title or requester is missing or when
    somebody names a device for themselves that is neither theirs nor the equipment of ``place``.
    """
    is_own = requester is not None and requester.pk == by.person_id
    permission = HelpdeskPermission.TICKET_OPEN if is_own else HelpdeskPermission.TICKET_OPEN_FOR_OTHERS
    by.require(permission, at=organisation.scope_path)
    _check(title, requester, requester_label, items, place=place, is_own=is_own, organisation=organisation, by=by)
    with change(by) as unit:
        now = timezone.now()
        ticket = Ticket.objects.create(
            organisation=organisation,
            title=title.strip()[:200],
            description=description.strip(),
            origin=origin,
            urgency=urgency,
            impact=impact,
            symptom=symptom,
            requester=requester,
            requester_label=requester_label.strip(),
            opened_by=opened_by[:200] or by.name,
            place=place,
            is_private=is_private,
            walk=walk,
            opened_at=now,
            state_since=now,
            up_at=now,
        )
        TicketItem.objects.bulk_create([TicketItem(ticket=ticket, item=item) for item in items])
        # Rules and clocks look at it, and may change it.
        unit.hand_over(ticket)
        unit.reindex(Ticket.KIND_REF, ticket.pk, at_hand=(ticket, items))
        unit.publish(
            TicketOpened(
                subject=ticket.ref,
                org_path=organisation.scope_path,
                about=ticket.refs_to(requester, *items, place),
                note="" if is_private else ticket.description,
            )
        )
    return ticket


def _check(
    title: str,
    requester: Person | None,
    requester_label: str,
    items: Sequence[Item],
    *,
    place: Place | None,
    is_own: bool,
    organisation: Organisation,
    by: Actor,
) -> None:
    if not title.strip():
        raise Invalid("The ticket has no title.", remedy="Say in a few words what is wrong.", field="title")
    if requester is None and not requester_label.strip():
        raise Invalid(
            "Nobody is named as the requester.",
            remedy="Choose a person, or write who it was, e.g. “walk-in, unknown”.",
            field="requester",
        )
    for item in items:
        mine = by.person_id is not None and by.person_id in (item.holder_id, item.assigned_to_id)
        # What hangs in the room that is spoken of is everybody's to report.
        here = place is not None and item.home_id == place.pk and item.holder_id is None and item.assigned_to_id is None
        if (
            is_own
            and not mine
            and not here
            and not by.can(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=organisation.scope_path)
        ):
            raise Invalid(f"{item.label} is not yours.", remedy="Choose one of your own devices.", field="items")


def assign_ticket(ticket: Ticket, *, assignee: Account | None, by: Actor) -> Ticket:
    """Give the ticket to somebody who may work on it here, or to nobody."""
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    if assignee is not None and assignee.pk not in {one.pk for one in possible_assignees(ticket.organisation)}:
        raise Invalid(
            f"{assignee} does not work on tickets at {ticket.organisation}.",
            remedy="Choose a technician of this school or of the district.",
            field="assignee",
        )
    with change(by) as unit:
        old = ticket.assignee
        if (old.pk if old else None) == (assignee.pk if assignee else None):
            return ticket
        ticket.assignee = assignee
        ticket.save(update_fields=["assignee"])
        changes = {"assignee": (str(old) if old else None, str(assignee) if assignee else None)}
        unit.publish(TicketAssigned(subject=ticket.ref, org_path=path, changes=changes))
    return ticket


def link_item(ticket: Ticket, item: Item, *, by: Actor) -> None:
    """Say that the ticket is (also) about this item. Linking twice is the same as once."""
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    if not Item.objects.visible_to(by).filter(pk=item.pk).exists():
        raise Forbidden("inventory.item.view", at=item.organisation.scope_path)
    with change(by) as unit:
        _, is_new = TicketItem.objects.get_or_create(ticket=ticket, item=item)
        if is_new:
            unit.publish(TicketItemLinked(subject=ticket.ref, org_path=path, about=ticket.refs_to(item)))


def unlink_item(ticket: Ticket, item: Item, *, by: Actor) -> None:
    """Take the item off the ticket."""
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    with change(by) as unit:
        gone, _ = TicketItem.objects.filter(ticket=ticket, item=item).delete()
        if gone:
            unit.publish(TicketItemUnlinked(subject=ticket.ref, org_path=path, about=ticket.refs_to(item)))
