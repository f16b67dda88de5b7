"""Taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions._accessories import reopen_lines, take_back_lines
from firstbell.circulation.actions._locked import keep_in_step, locked_loan
from firstbell.circulation.actions._parts import return_parts
from firstbell.circulation.actions._reserved import end_when_back, reopen
from firstbell.circulation.actions._together import undo_return_together
from firstbell.circulation.actions._told import holder_name, is_private, told, unnamed
from firstbell.circulation.events import ItemReturned, ReturnUndone
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.actions import receive_item, restore_item
from firstbell.inventory.models import Condition, Item
from firstbell.inventory.queries import state_of
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of


def return_item(
    loan: Loan,
    *,
    condition: str = Condition.GOOD,
    place: Place | None = None,
    accessories_missing: Iterable[str] = (),
    parts_missing: Iterable[str] = (),
    by: Actor,
    at: dt.datetime | None = None,
) -> Loan:
    """Take the item back, in ``condition``, and offer undo. ``place`` is where it is put, by default its home.

    ``accessories_missing`` are the codes of what did not come with it and stays owed; all the rest came back.
    ``parts_missing`` are barcodes of parts of a kit that did not come with it: they stay on loan.

    ``at`` backdates it (a book drop emptied on Monday), never before the lending nor into the future.
    Raises Forbidden (``circulation.loan.return``), Conflict when it was taken back already, Invalid.
    """
    if condition not in Condition.values:
        known = ", ".join(Condition.values)
        raise Invalid(f"“{condition}” is not a condition.", remedy=f"Use one of: {known}.", field="condition")
    with change(by) as unit:
        held = locked_loan(loan)
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        asked_by, by = by, unnamed(unit, by, held.item, held.borrower)
        now = _moment(at, held)
        _require_open(held)
        before = state_of(held.item)
        held.returned_at, held.returned_by, held.return_condition = now, by.name[:200], condition
        held.save(update_fields=["returned_at", "returned_by", "return_condition"])
        receive_item(held.item, condition=condition, place=place, by=by)
        lines, missing = take_back_lines(held, accessories_missing, now, by=by)
        parts, out = return_parts(unit, held, parts_missing, now, by=by)
        end_when_back(held.reservation_id, by=by)
        absent = [*(line.name for line in missing), *(one.item.label for one in out)]
        unit.publish(ItemReturned(**told(held), whose=holder_name(held), note=_note(held, absent)))
        offer_undo(
            undo_return,
            {"loan": held.pk, "before": before, "status": held.item.status, "lines": lines, "parts": parts},
            label=f"Took back {held.item.label}",
            by=asked_by,
        )
    keep_in_step(loan, held)
    return loan


@undo_handler
def undo_return(payload: dict[str, Any], *, by: Actor) -> None:
    """Open the loan again. Raises Conflict when the item was lent again or has moved on."""
    with change(by) as unit:
        held = locked_loan(Loan(pk=payload["loan"]))
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        by = unnamed(unit, by, held.item, held.borrower)
        if held.borrower_id is None and held.place_id is None:
            raise Conflict("Nobody knows any more who had it.", remedy="Lend it again.")
        Item.objects.select_for_update(of=("self",)).get(pk=held.item_id)
        if held.is_open or Loan.objects.open().filter(item_id=held.item_id).exists():
            raise Conflict(f"{held.item.label} has been lent again since.", remedy="Look at its page for who has it.")
        undo_return_together(unit, payload.get("parts", []), by=by)
        reopen_lines(held, payload.get("lines", []), by=by)
        restore_item(held.item, state=payload["before"], expected=payload["status"], by=by)
        held.returned_at, held.returned_by, held.return_condition = None, "", ""
        held.save(update_fields=["returned_at", "returned_by", "return_condition"])
        reopen(held.reservation_id)
        unit.publish(ReturnUndone(**told(held)))


def _require_open(loan: Loan) -> None:
    if loan.returned_at is None:
        return
    local = loan.returned_at.astimezone(zone_of(loan.organisation))
    raise Conflict(
        f"{loan.item.label} was already taken back on {local:%a} {local:%b} {local.day}, {local:%H:%M}"
        f" by {loan.returned_by}.",
        remedy="Nothing more to do.",
    )


def _moment(at: dt.datetime | None, loan: Loan) -> dt.datetime:
    now = timezone.now()
    if at is not None and not loan.lent_at <= at <= now:
        raise Invalid("That moment is not between the lending and now.", remedy="Leave it empty for now.", field="at")
    return at or now


def _note(loan: Loan, missing: Sequence[str]) -> str:
    # Of a private type not even that it was late: a fine of that day would tell whose it was.
    is_kept_quiet = is_private(loan) or loan.due_at is None or loan.returned_at is None
    late = not is_kept_quiet and loan.returned_at > loan.due_at  # type: ignore[operator]
    parts = [f"Condition: {Condition(loan.return_condition).label.lower()}", "after the due date" if late else ""]
    if missing:
        parts.append(f"missing: {', '.join(missing)}")
    return ", ".join(part for part in parts if part)
