"""Many things lent or taken back as one: the parts of a kit, the devices of a cart. For this folder only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.circulation.actions._told import due_text, holder_name, told
from firstbell.circulation.events import ItemLent, ItemReturned, LendUndone, ReturnUndone
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import Change
from firstbell.inventory.actions import hand_out_item, receive_item, restore_item
from firstbell.inventory.models import Item
from firstbell.inventory.queries import state_of

Payload = list[dict[str, Any]]


def lend_together(unit: Change, loans: Sequence[Loan], *, by: Actor) -> Payload:
    """Store these new loans, hand their items out and tell it. Gives what undo needs.

    Raises Conflict when one was lent at this very moment.
    """
    try:
        with transaction.atomic():
            Loan.objects.bulk_create(loans)
    except IntegrityError:
        raise Conflict("One of them was lent a moment ago.", remedy="Scan it again to see which.") from None
    undo: Payload = []
    for loan in loans:
        before = state_of(loan.item)
        hand_out_item(loan.item, to_person=loan.borrower, to_place=loan.place, purpose=loan.purpose, by=by)
        undo.append({"loan": loan.pk, "before": before, "status": loan.item.status})
        unit.publish(ItemLent(**told(loan), to=holder_name(loan), due=due_text(loan)))
    return undo


def undo_lend_together(unit: Change, entries: Payload, *, by: Actor) -> None:
    """The loans go, the items are where they were. Raises Conflict when one has moved on."""
    loans = _held([entry["loan"] for entry in entries])
    for entry in reversed(entries):
        loan = loans.get(entry["loan"])
        if loan is None or not loan.is_open or loan.renewals:
            raise Conflict("One of them has moved on since.", remedy="Take them back instead.")
        event = LendUndone(**told(loan))
        restore_item(loan.item, state=entry["before"], expected=entry["status"], by=by)
        loan.delete()
        unit.publish(event)


def return_together(unit: Change, loans: Sequence[Loan], now: dt.datetime, *, by: Actor) -> Payload:
    """Close these open loans, each item to its home. Gives what undo needs."""
    undo: Payload = []
    for loan in loans:
        before = state_of(loan.item)
        loan.returned_at, loan.returned_by = now, by.name[:200]
        receive_item(loan.item, by=by)
        undo.append({"loan": loan.pk, "before": before, "status": loan.item.status})
        unit.publish(ItemReturned(**told(loan), whose=holder_name(loan)))
    if loans:
        Loan.objects.bulk_update(loans, ["returned_at", "returned_by"], batch_size=200)
    return undo


def undo_return_together(unit: Change, entries: Payload, *, by: Actor) -> None:
    """The loans are open again. Raises Conflict when one was lent again or has moved on."""
    loans = _held([entry["loan"] for entry in entries])
    taken = set(Loan.objects.open().filter(item__in=[loan.item_id for loan in loans.values()]).values_list("item_id"))
    for entry in reversed(entries):
        loan = loans.get(entry["loan"])
        if loan is None or loan.is_open or (loan.item_id,) in taken:
            raise Conflict("One of them was lent again since.", remedy="Look at its page for who has it.")
        restore_item(loan.item, state=entry["before"], expected=entry["status"], by=by)
        loan.returned_at, loan.returned_by = None, ""
        unit.publish(ReturnUndone(**told(loan)))
    Loan.objects.bulk_update(list(loans.values()), ["returned_at", "returned_by"], batch_size=200)


def open_loans(loans: Any, *, but: Iterable[int] = ()) -> list[Loan]:
    """These loans as they are now, locked in one order, those still open."""
    held = _held(list(loans.filter(returned_at=None).exclude(pk__in=list(but)).values_list("pk", flat=True)))
    return [loan for loan in held.values() if loan.is_open]


def _held(ids: Sequence[int]) -> dict[int, Loan]:
    related = ("item__item_type", "item__organisation", "borrower", "place", "organisation", "stands_in_for")
    found = Loan.objects.select_for_update(of=("self",)).select_related(*related).filter(pk__in=ids).order_by("pk")
    return {loan.pk: loan for loan in found}


def locked_items(ids: Iterable[int]) -> list[Item]:
    """Items locked in one order, so that two desks wait for each other and none deadlocks."""
    items = Item.objects.select_for_update(of=("self",)).select_related("item_type", "organisation", "product")
    return list(items.filter(pk__in=list(ids)).order_by("pk"))
