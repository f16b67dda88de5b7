"""Who has a thing: handed out, received back. Circulation calls these around its loans; nobody else should."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import Change, change
from firstbell.inventory import lifecycle
from firstbell.inventory.actions.held import HeldItem
from firstbell.inventory.events import ItemReceivedBack, ItemRestored
from firstbell.inventory.models import Condition, Item, ItemType, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Person
from firstbell.rooms.models import Place

ASSIGNMENT = "assignment"
PURPOSES = frozenset({ASSIGNMENT, "loaner", "checkout"})


def hand_out_item(
    item: Item,
    *,
    to_person: Person | None = None,
    to_place: Place | None = None,
    slot: str = "",
    purpose: str,
    by: Actor,
) -> Item:
    """Give it to a person or put it into a place; exactly one of both. ``purpose`` as ``Loan.Purpose``.

    To a person: ``assignment`` makes it theirs (ASSIGNED), anything else lends it (ON_LOAN). To a place:
    ``assignment`` makes the place its home (PLACED), anything else lends it there (ON_LOAN). What waits on
    the pick-up shelf or in summer storage for its owner goes only to its owner. A loaner on loan to this very
    person may become an assignment. Private item types keep no holder here.

    Raises Conflict saying what the item is now when it cannot be handed out, Invalid, Forbidden
    (``inventory.item.move`` at the item's school).
    """
    if (to_person is None) == (to_place is None):
        raise Invalid("Hand it to a person or to a place.", remedy="Choose exactly one of both.")
    if purpose not in PURPOSES:
        raise Invalid(f"“{purpose}” is not a purpose.", remedy=f"One of: {', '.join(sorted(PURPOSES))}.")
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_MOVE, at=held.path)
        _require_in_hand(held, to_person, purpose)
        place_values: dict[str, Any] = {"place": to_place}
        is_assignment = purpose == ASSIGNMENT
        if to_place is not None:
            status = Status.PLACED if is_assignment else Status.ON_LOAN
            if is_assignment:
                place_values |= {"home": to_place, "home_slot": slot}
            person_values: dict[str, Any] = {"holder": None}
        else:
            status = Status.ASSIGNED if is_assignment else Status.ON_LOAN
            shown = None if held.is_private else to_person
            person_values = {"holder": shown} | ({"assigned_to": shown} if is_assignment else {})
        details = {"purpose": purpose} | ({} if to_place is None else {"to_place": to_place.name})
        held.set_status(
            unit, status, by=by, details=details, also_about=(to_person,),
            last_seen_at=timezone.now(), **place_values, **person_values,
        )  # fmt: skip
    return item


def receive_item(
    item: Item,
    *,
    condition: str | None = None,
    place: Place | None = None,
    ends_assignment: bool = True,
    by: Actor,
) -> Item:
    """Take it back from whoever had it, to where things of its type wait.

    Loaners become LOANER_AVAILABLE, what belongs to a cart PLACED, the rest AVAILABLE; into triage when the
    ``condition`` is broken. Missing, lost or stolen things become RECOVERED, library material goes to its shelf. What is in triage, repair,
    quarantine, storage or on its way out stays there, and only loses its holder. Without a ``place`` it goes
    to its home. ``ends_assignment=False`` leaves it its owner (ASSIGNED again on hand-out).

    Raises Invalid for an unknown condition, Forbidden (``inventory.item.move``).
    """
    if condition is not None and condition not in Condition.values:
        raise Invalid(f"“{condition}” is not a condition.", remedy=f"One of: {', '.join(Condition.values)}.")
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_MOVE, at=held.path)
        values: dict[str, Any] = {"holder": None, "last_seen_at": timezone.now()}
        if condition:
            values["condition"] = condition
        if ends_assignment:
            values["assigned_to"] = None
        else:
            values["assigned_to"] = held.now.assigned_to
        to = _status_on_return(held.now, condition)
        details: dict[str, Any] = {} if condition is None else {"condition": condition}
        if to is None:
            _receive_in_place(unit, held, place, values)
        else:
            if to == Status.RECOVERED:
                details |= {"found_where": place.name if place else "returned at the counter", "found_by": by.name}
            if to == Status.IN_TRIAGE:
                details |= {"symptom": "came back broken", "is_damaged": True}
            held.set_status(unit, to, by=by, details=details, put_into=place or held.now.home, **values)
    return item


def restore_item(item: Item, *, state: dict[str, Any], expected: str, by: Actor) -> Item:
    """For undo handlers: put back what ``queries.state_of(item)`` gave before the change that is taken back.

    ``expected`` is the status that change left behind. Raises Conflict when it is another by now,
    Forbidden (``inventory.item.move``).
    """
    with change(by) as unit:
        held = HeldItem(item)
        by.require(InventoryPermission.ITEM_MOVE, at=held.path)
        if held.now.status != expected:
            raise Conflict(
                f"{held.ref.label} has moved on: it is “{held.now.get_status_display()}” now.",
                remedy="It can no longer be undone. Make the opposite change by hand.",
            )
        old, holder, owner = Status(held.now.status), held.now.holder, held.now.assigned_to
        values = {name: value for name, value in state.items() if name in Item.STATE_FIELDS}
        values["status_since"] = dt.datetime.fromisoformat(values["status_since"])
        held.write(**values)
        unit.publish(
            ItemRestored(
                subject=held.ref,
                org_path=held.path,
                about=held.about(holder, owner),
                changes={"Status": (old.label, Status(held.now.status).label)},
            )
        )
        unit.reindex(Item.KIND_REF, held.now.pk)
    return item


def _require_in_hand(held: HeldItem, to_person: Person | None, purpose: str) -> None:
    now = held.now
    label, status = held.ref.label, Status(now.status)
    if status == Status.ON_LOAN and purpose == ASSIGNMENT and to_person is not None:
        if held.is_private or now.holder_id == to_person.pk:
            return
        raise Conflict(f"{label} is on loan to somebody else.", remedy="Take it back first.")
    if status in {Status.READY_RETURN, Status.STORED} and now.assigned_to_id is not None and to_person is not None:
        if now.assigned_to_id == to_person.pk and purpose == ASSIGNMENT:
            return
        raise Conflict(
            f"{label} waits here for {'its owner' if held.is_private else now.assigned_to}.",
            remedy="End that assignment first, or take another item.",
        )
    if status not in lifecycle.LENDABLE or status == Status.READY_RETURN:
        since = timezone.localtime(now.status_since)
        who = f" by {now.holder}" if now.holder is not None else ""
        raise Conflict(
            f"{label} is “{status.label}”{who} since {since:%b %-d, %-H:%M}.",
            remedy="Take another item, or open this one's page to see what can be done with it.",
        )


def _status_on_return(now: Item, condition: str | None) -> Status | None:
    """The status it comes back into; None when it stays what it is."""
    if now.status in {Status.MISSING, Status.LOST, Status.STOLEN}:
        # A book that turns up needs nobody to unlock or look through it: it goes to its shelf, or to whoever waits.
        is_book = now.item_type.purpose == ItemType.Purpose.LIBRARY and condition != Condition.BROKEN
        return lifecycle.rest_status(now.item_type, has_home=now.home_id is not None) if is_book else Status.RECOVERED
    if now.status not in {Status.ON_LOAN, Status.ASSIGNED}:
        return None
    if condition == Condition.BROKEN:
        return Status.IN_TRIAGE
    return lifecycle.rest_status(now.item_type, has_home=now.home_id is not None)


def _receive_in_place(unit: Change, held: HeldItem, place: Place | None, values: dict[str, Any]) -> None:
    holder, owner = held.now.holder, held.now.assigned_to
    if place is not None:
        values["place"] = place
    held.write(**values)
    unit.publish(ItemReceivedBack(subject=held.ref, org_path=held.path, about=held.about(holder, owner)))
    unit.reindex(Item.KIND_REF, held.now.pk)
