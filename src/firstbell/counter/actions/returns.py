"""The return half: the loaner comes back, the own device goes home, the ticket is resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions.accessories import receive_accessory
from firstbell.circulation.actions.returns import return_item
from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.counter.actions.offers import Absorbed
from firstbell.counter.events import SwapFinished, SwapReopened
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.helpdesk.actions.states import resolve_on_return, restore_ticket
from firstbell.inventory.actions import hand_out_item, restore_item
from firstbell.inventory.models import Condition, Item, Status
from firstbell.inventory.queries import state_of
from firstbell.rooms.models import Place

_RELATED = (
    "organisation", "person", "device__organisation", "device__item_type", "loaner", "ticket__organisation", "loan",
)  # fmt: skip


def finish_swap(
    swap: Swap, *, by: Actor, condition: str = Condition.GOOD, accessories_missing: Iterable[str] = ()
) -> Swap:
    """Loaner back in ``condition`` (unless it came back before), own device to its owner, ticket resolved; offers undo.

    ``accessories_missing`` are codes of what did not come with the loaner.

    Raises Forbidden, Conflict when the swap is over or the own device is not ready to go back.
    """
    with change(by) as unit:
        swap = _locked(swap)
        by.require(CounterPermission.SWAP_CONFIRM, at=swap.organisation.scope_path)
        _require_open(swap)
        if swap.loan is not None and swap.loan.is_open:
            return_item(swap.loan, condition=condition, accessories_missing=accessories_missing, by=by)
        before, old_state = state_of(Item.objects.get(pk=swap.device_id)), swap.ticket.state
        _hand_back(swap, by=by)
        resolve_on_return(swap.ticket, text=f"{swap.device.label} went back to {swap.person.name}.", by=by)
        swap.finished_at = timezone.now()
        swap.save(update_fields=["finished_at"])
        unit.publish(_event(SwapFinished, swap))
        payload = {
            "swap": swap.pk,
            "before": before,
            "status": swap.device.status,
            "ticket_state": old_state,
            "parts": Absorbed.from_change(unit).parts,
        }
        offer_undo(undo_finish, payload, label=f"Return of {swap.person.name}", by=by)
    return swap


@undo_handler
def undo_finish(payload: dict[str, Any], *, by: Actor) -> None:
    """The swap is open again: the loaner out, the own device here, the ticket as it was."""
    with change(by) as unit:
        swap = _locked(Swap(pk=payload["swap"]))
        by.require(CounterPermission.SWAP_CONFIRM, at=swap.organisation.scope_path)
        if swap.finished_at is None:
            raise Conflict("This swap is open already.", remedy="Nothing more to do.")
        if Swap.objects.open().filter(device=swap.device).exists():
            raise Conflict(
                f"{swap.device.label} came in again since.", remedy="Look at its page for what there is now."
            )
        if payload["status"] != payload["before"]["status"]:
            restore_item(swap.device, state=payload["before"], expected=payload["status"], by=by)
        if payload["ticket_state"] != swap.ticket.state:
            restore_ticket(swap.ticket, state=payload["ticket_state"], by=by)
        Absorbed(payload["parts"]).take_back(by=by)
        swap.finished_at = None
        swap.save(update_fields=["finished_at"])
        unit.publish(_event(SwapReopened, swap))


def take_back_loaner(
    swap: Swap, *, by: Actor, condition: str = Condition.GOOD, accessories_missing: Iterable[str] = ()
) -> Loan:
    """Only the loaner comes back; the own device is not ready, and the swap stays open for it."""
    by.require(CounterPermission.SWAP_CONFIRM, at=swap.organisation.scope_path)
    if swap.loan is None or not swap.loan.is_open:
        raise Conflict(f"{swap.loaner.label} came back before.", remedy="Scan the student's own device.")
    return return_item(swap.loan, condition=condition, accessories_missing=accessories_missing, by=by)


def check_in(
    loan: Loan,
    *,
    by: Actor,
    condition: str = Condition.GOOD,
    accessories_missing: Iterable[str] = (),
    place: Place | None = None,
    at: dt.datetime | None = None,
) -> Loan:
    """Take any lent thing back at the counter. Parts of a kit that are missing are named by "#" and their item's id."""
    by.require(CounterPermission.SWAP_CONFIRM, at=loan.organisation.scope_path)
    codes = list(accessories_missing)
    parts = [code for code in codes if code.startswith("#")]
    pieces = [code for code in codes if not code.startswith("#")]
    return return_item(
        loan, condition=condition, accessories_missing=pieces, parts_missing=parts, place=place, at=at, by=by
    )


def check_in_accessory(line: LoanAccessory, *, by: Actor) -> LoanAccessory:
    """Take back an accessory that came without its device."""
    by.require(CounterPermission.SWAP_CONFIRM, at=line.loan.organisation.scope_path)
    return receive_accessory(line, by=by)


def _hand_back(swap: Swap, *, by: Actor) -> None:
    device = swap.device
    if device.status == Status.READY_RETURN:
        owner = device.assigned_to if device.assigned_to is not None else swap.person
        hand_out_item(device, to_person=owner, purpose=Loan.Purpose.ASSIGNMENT, by=by)
    elif device.status != Status.ASSIGNED:
        raise Conflict(
            f"{device.label} is “{device.get_status_display()}” and not ready to go back.",
            remedy="Put it on the pick-up shelf on its page first, or take only the loaner back.",
        )


def _locked(swap: Swap) -> Swap:
    found = (
        Swap.objects.select_for_update(of=("self",))
        .select_related(*_RELATED, "device__assigned_to", "loan__organisation", "loan__item")
        .filter(pk=swap.pk)
        .first()
    )
    if found is None:
        raise NotFound("This swap does not exist any more.")
    return found


def _require_open(swap: Swap) -> None:
    if not swap.is_open:
        when = swap.undone_at or swap.finished_at
        assert when is not None
        word = "undone" if swap.undone_at is not None else "finished"
        raise Conflict(f"This swap was {word} at {timezone.localtime(when):%H:%M}.", remedy="Nothing more to do.")


def _event(kind: type[SwapFinished] | type[SwapReopened], swap: Swap) -> SwapFinished | SwapReopened:
    return kind(
        subject=swap.ref,
        org_path=swap.organisation.scope_path,
        about=(swap.person.ref, swap.device.ref, swap.loaner.ref),
        device=swap.device.label,
        loaner=swap.loaner.label,
    )
