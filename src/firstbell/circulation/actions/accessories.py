"""Missing accessories: they come back later, are charged, or are waived. Each step can be undone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.circulation.actions._accessories import receive_line_item, restore_items
from firstbell.circulation.actions._told import told
from firstbell.circulation.actions.fees import charge_fee, reverse_entry
from firstbell.circulation.events import AccessoryCharged, AccessoryReopened, AccessoryReturned, AccessoryWaived
from firstbell.circulation.models import LoanAccessory
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler

State = LoanAccessory.State


def receive_accessory(line: LoanAccessory, *, by: Actor) -> LoanAccessory:
    """The piece came back, alone or late; a charge for it is reversed. Offers undo.

    Raises Forbidden (``circulation.loan.return``; with a charge also ``circulation.fee.charge``), Conflict when it
    is not out.
    """
    with change(by) as unit:
        held = _held(line)
        by.require(CirculationPermission.LOAN_RETURN, at=held.loan.organisation.scope_path)
        if held.state in (State.BACK, State.KEPT):
            raise Conflict(f"{held.name} is not expected back.", remedy="Nothing more to do.")
        before, fee = held.state, held.fee
        if fee is not None and before == State.CHARGED:
            _settle(held, State.MISSING, by, fee=None)
            reverse_entry(fee, reason=f"{held.name} came back"[:200], by=by)
        item = receive_line_item(held.item, by=by) if held.item is not None else None
        _settle(held, State.BACK, by)
        unit.publish(AccessoryReturned(**told(held.loan), accessory=held.name))
        # A reversed charge is not charged again by undo: the line is owed once more.
        payload = {"line": held.pk, "state": State.BACK, "before": State.MISSING if fee else before, "item": item}
        offer_undo(undo_accessory, payload, label=f"Took back {held.name}", by=by)
    _keep_in_step(line, held)
    return line


def charge_accessory(line: LoanAccessory, *, cents: int | None = None, by: Actor) -> LoanAccessory:
    """Charge the borrower for a missing piece: its product's price unless ``cents`` says otherwise. Offers undo.

    Raises Forbidden (``circulation.fee.charge``), Conflict when it is not owed or no price is known, Invalid.
    """
    with change(by) as unit:
        held = _held(line)
        by.require(CirculationPermission.FEE_CHARGE, at=held.loan.organisation.scope_path)
        _require_owed(held)
        price = cents if cents is not None else (held.product.replacement_cents if held.product is not None else None)
        if held.loan.borrower is None:
            raise Conflict(f"{held.loan.item.label} was put out to a place.", remedy="Waive it with a reason.")
        if not price:
            raise Conflict(
                f"No price is known for {held.name}.", remedy="Set it on the accessory's page, or charge by hand."
            )
        fee = charge_fee(
            held.loan.borrower,
            cents=price,
            reason=f"{held.name} of {held.loan.item.label} did not come back"[:200],
            item=held.loan.item,
            loan=held.loan,
            organisation=held.loan.organisation,
            by=by,
        )
        _settle(held, State.CHARGED, by, fee=fee)
        unit.publish(AccessoryCharged(**told(held.loan), accessory=held.name, cents=price))
        payload = {"line": held.pk, "state": State.CHARGED, "before": State.MISSING, "item": None}
        offer_undo(undo_accessory, payload, label=f"Charged {held.name}", by=by)
    _keep_in_step(line, held)
    return line


def waive_accessory(line: LoanAccessory, *, reason: str, by: Actor) -> LoanAccessory:
    """Nobody has to bring or pay the missing piece. Offers undo.

    Raises Forbidden (``circulation.fee.charge`` or ``circulation.fee.waive``), Conflict when it is not owed, Invalid
    without a reason.
    """
    with change(by) as unit:
        held = _held(line)
        path = held.loan.organisation.scope_path
        if not by.can(CirculationPermission.FEE_WAIVE, at=path):
            by.require(CirculationPermission.FEE_CHARGE, at=path)
        _require_owed(held)
        if not reason.strip():
            raise Invalid("Waiving needs a reason.", remedy="Say why nobody has to pay.", field="reason")
        _settle(held, State.WAIVED, by, reason=reason.strip()[:200])
        unit.publish(AccessoryWaived(**told(held.loan), accessory=held.name, note=held.reason))
        payload = {"line": held.pk, "state": State.WAIVED, "before": State.MISSING, "item": None}
        offer_undo(undo_accessory, payload, label=f"Waived {held.name}", by=by)
    _keep_in_step(line, held)
    return line


@undo_handler
def undo_accessory(payload: dict[str, Any], *, by: Actor) -> None:
    """The line is as it was before; a charge is reversed. Raises Conflict when it was settled otherwise since."""
    with change(by) as unit:
        held = _held(LoanAccessory(pk=payload["line"]))
        by.require(CirculationPermission.LOAN_RETURN, at=held.loan.organisation.scope_path)
        if held.state != payload["state"]:
            raise Conflict(f"{held.name} has been settled since.", remedy="Look at the loan's page.")
        if payload["before"] == State.OUT and not held.loan.is_open:
            raise Conflict(f"{held.loan.item.label} is back since.", remedy="Look at the loan's page.")
        fee = held.fee
        if payload["item"]:
            restore_items([payload["item"]], by=by)
        _settle(held, State(payload["before"]), by, fee=None)
        if fee is not None:
            reverse_entry(fee, reason="Undone", by=by)
        unit.publish(AccessoryReopened(**told(held.loan), accessory=held.name, note=held.state))


def _held(line: LoanAccessory) -> LoanAccessory:
    """The line as it is now, locked, with its loan and all that is told of it."""
    related = ("loan__item__item_type", "loan__borrower", "loan__place", "loan__organisation", "loan__stands_in_for")
    lines = LoanAccessory.objects.select_for_update(of=("self",)).select_related(
        *related, "item", "product", "fee__person", "fee__organisation", "fee__item__item_type", "fee__loan"
    )
    held = lines.filter(pk=line.pk).first()
    if held is None:
        raise NotFound("This accessory is on no loan any more.", remedy="Lending it may have been undone.")
    return held


def _require_owed(held: LoanAccessory) -> None:
    if not held.is_owed:
        word = held.get_state_display().lower()
        raise Conflict(f"{held.name} is not owed: it is {word}.", remedy="Look at the loan's page.")


def _settle(held: LoanAccessory, state: str, by: Actor, **values: Any) -> None:
    held.state = state
    held.settled_at = timezone.now() if state != State.OUT else None
    held.settled_by = by.name[:200] if state != State.OUT else ""
    if state != State.WAIVED:
        held.reason = ""
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=["state", "settled_at", "settled_by", "reason", "fee"])


def _keep_in_step(line: LoanAccessory, held: LoanAccessory) -> None:
    for name in (field.attname for field in LoanAccessory._meta.concrete_fields):
        setattr(line, name, getattr(held, name))
