"""The swap: one transaction that takes a broken device in and gives a loaner out, and its undo."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions.loans import lend_item
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import Change, change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.counter.actions.offers import Absorbed
from firstbell.counter.events import SwapPerformed, SwapUndone
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.accessories import going_along
from firstbell.counter.queries.pools import isolation_place
from firstbell.helpdesk.actions.states import take_back_ticket
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Symptom, Ticket
from firstbell.inventory.actions import quarantine_item, restore_item, send_to_triage
from firstbell.inventory.models import Device, Item, Status
from firstbell.inventory.queries import state_of
from firstbell.people.models import Person

_HAZARDS = {"BATTERY": "battery", "LIQUID": "liquid"}
_TAKEN_IN = frozenset({Status.IN_TRIAGE, Status.IN_REPAIR, Status.AT_VENDOR, Status.QUARANTINE})


def perform_swap(
    person: Person,
    device: Device,
    *,
    symptom: Symptom,
    loaner: Item,
    key: str,
    by: Actor,
    is_damaged: bool = False,
    charger_stays: bool = True,
    brought_by_other: bool = False,
    override_reason: str = "",
    note: str = "",
    at: dt.datetime | None = None,
) -> Swap:
    """Ticket on the student's behalf, device to triage (or quarantine), loaner lent, all or nothing; offers undo.

    ``key`` is the form's or the program's own: the same key again gives the same swap, also when
    both arrive at once. ``charger_stays``: the student's own charger serves the loaner; otherwise
    one goes out with it. ``at``: when it happened, if that was not now. Raises Forbidden (``counter.swap.confirm`` and what the parts need),
    Conflict when the device is in an open swap, ``LendingRefused`` when the loaner cannot go to this
    student (somebody else has it: says who), Invalid.
    """
    by.require(CounterPermission.SWAP_CONFIRM, at=person.organisation.scope_path)
    stored_key = _stored_key(key, by)
    with change(by) as unit:
        before = _locked_state(device, loaner)
        if (earlier := _earlier(stored_key, person, device, loaner)) is not None:
            return earlier
        _require_swappable(device, loaner)
        loan = lend_item(
            loaner,
            to=person,
            purpose=Loan.Purpose.LOANER,
            stands_in_for=device,
            override_reason=override_reason,
            accessories=[code for code, _ in going_along(loaner, charger_stays=charger_stays)],
            at=at,
            by=by,
        )
        ticket = _open_ticket(person, device, symptom, is_damaged=is_damaged, note=note, by=by)
        _take_in(device, symptom, is_damaged=is_damaged, note=note, by=by)
        swap = Swap.objects.create(
            organisation=person.organisation,
            person=person,
            device=device,
            loan=loan,
            loaner=loan.item,
            ticket=ticket,
            symptom=symptom,
            is_damaged=is_damaged,
            charger_stays=charger_stays,
            brought_by_other=brought_by_other,
            note=note[:300],
            idempotency_key=stored_key,
            at=at or timezone.now(),
            by=by.name,
        )
        _tell(unit, swap, loan)
        payload = {"before": before, "status": device.status, "parts": Absorbed.from_change(unit).parts}
        offer_undo(undo_swap, payload | {"swap": swap.pk}, label=f"Swap for {person.name}", by=by)
    return swap


@undo_handler
def undo_swap(payload: dict[str, Any], *, by: Actor) -> None:
    """Everything back: the loan goes, the device is where it was, the ticket is cancelled.

    Raises Conflict when the swap was finished, or one of its parts has moved on.
    """
    with change(by) as unit:
        related = ("organisation", "person", "device__organisation", "loaner", "ticket__organisation")
        swap = Swap.objects.select_for_update(of=("self",)).select_related(*related).filter(pk=payload["swap"]).first()
        if swap is None:
            raise NotFound("This swap does not exist any more.")
        by.require(CounterPermission.SWAP_CONFIRM, at=swap.organisation.scope_path)
        if not swap.is_open:
            raise Conflict("This swap is over already.", remedy="Look at the student's page for what there is now.")
        swap.loan = None
        swap.undone_at = timezone.now()
        swap.save(update_fields=["loan", "undone_at"])
        if payload["status"] != payload["before"]["status"]:
            restore_item(swap.device, state=payload["before"], expected=payload["status"], by=by)
        take_back_ticket(swap.ticket, reason="The swap was undone at the counter.", by=by)
        Absorbed(payload["parts"]).take_back(by=by)
        unit.publish(
            SwapUndone(
                subject=swap.ref,
                org_path=swap.organisation.scope_path,
                about=(swap.person.ref, swap.device.ref, swap.loaner.ref),
                device=swap.device.label,
                loaner=swap.loaner.label,
            )
        )


def _stored_key(key: str, by: Actor) -> str:
    """Keys are each actor's own: nobody reaches another's swap by repeating a key."""
    if not key.strip():
        raise Invalid("The swap has no key.", remedy="Reload the counter and try again.", field="key")
    return hashlib.sha256(f"{by.account_id or by.key} {key}".encode()).hexdigest()


def _locked_state(device: Device, loaner: Item) -> dict[str, Any]:
    """The device as it is now, for undo. Both rows are locked in one order: two counters wait, none deadlocks."""
    both = Item.objects.select_for_update(of=("self",)).filter(pk__in=[device.pk, loaner.pk]).order_by("pk")
    return state_of(next(item for item in both if item.pk == device.pk))


def _earlier(stored_key: str, person: Person, device: Device, loaner: Item) -> Swap | None:
    swap = Swap.objects.filter(idempotency_key=stored_key).select_related("person", "device", "loan").first()
    if swap is None:
        return None
    if (swap.person_id, swap.device_id, swap.loaner_id) != (person.pk, device.pk, loaner.pk):
        raise Conflict(
            f"This key was used for the swap of {swap.device.label} already.", remedy="Start over with a clean desk."
        )
    return swap


def _require_swappable(device: Device, loaner: Item) -> None:
    if device.pk == loaner.pk:
        raise Invalid("The broken device cannot be its own loaner.", remedy="Scan the loaner.", field="loaner")
    other = Swap.objects.open().filter(device=device).select_related("person", "loaner").first()
    if other is not None:
        when = timezone.localtime(other.at)
        raise Conflict(
            f"{device.label} came in on {when:%b %-d} at {when:%H:%M}; {other.person.name} has {other.loaner.label}.",
            remedy="Scan the loaner to give the device back first.",
        )


def _open_ticket(person: Person, device: Device, symptom: Symptom, *, is_damaged: bool, note: str, by: Actor) -> Ticket:
    damage = "Visible damage." if is_damaged else ""
    return open_ticket(
        person.organisation,
        title=f"{symptom.label}: {device.product.name} {device.label}",
        description=" ".join(part for part in (damage, note.strip()) if part),
        requester=person,
        symptom=symptom,
        items=[device],
        origin=Ticket.Origin.COUNTER,
        by=by,
    )


def _take_in(device: Device, symptom: Symptom, *, is_damaged: bool, note: str, by: Actor) -> None:
    """Into triage or quarantine; what lies in our hands already stays where it is, unless it must be isolated."""
    if symptom.quarantine and device.status != Status.QUARANTINE:
        place = isolation_place(device.organisation)
        if place is None:
            raise Invalid(
                f"{symptom.label}: the device must be isolated, and {device.organisation} has no place for that yet.",
                remedy="Put it away safely, unplugged. Then add a place named “Quarantine”, and swap again.",
                field="symptom",
            )
        hazard = _HAZARDS.get(symptom.failure_category, "evidence")
        quarantine_item(device, hazard=hazard, place=place, reason=note or symptom.label, by=by)
    elif device.status not in _TAKEN_IN:
        send_to_triage(device, symptom=symptom.label, is_damaged=is_damaged, note=note, by=by)


def _tell(unit: Change, swap: Swap, loan: Loan) -> None:
    due = f"due {timezone.localtime(loan.due_at):%a %b %-d}" if loan.due_at is not None else "without a due date"
    unit.publish(
        SwapPerformed(
            subject=swap.ref,
            org_path=swap.organisation.scope_path,
            about=(swap.person.ref, swap.device.ref, swap.loaner.ref, swap.ticket.ref),
            device=swap.device.label,
            loaner=swap.loaner.label,
            symptom=swap.symptom.label,
            due=due,
            note="Brought by another student." if swap.brought_by_other else "",
        )
    )
