"""A code was scanned at return: whatever it means for the thing, once, and where the thing goes now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from firstbell.circulation.actions._routing import NextStep, arrive, route
from firstbell.circulation.actions.returns import return_item
from firstbell.circulation.events import ItemUsedInHouse
from firstbell.circulation.models import Hold, Loan, ProductUse
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.desks import at_desk, desk_for
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import Change, change
from firstbell.inventory.actions import receive_item
from firstbell.inventory.models import Condition, Item, ItemType
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of

AGAIN = dt.timedelta(seconds=60)
"""A second scan of the same code within this time is the same scan."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """``loan`` is what ended, None when it was not lent. ``next_step`` names no reader."""

    item: Item
    loan: Loan | None
    next_step: NextStep
    used_in_house: bool = False
    arrived: bool = False


def check_in(
    item: Item,
    *,
    organisation: Organisation | None = None,
    place: Place | None = None,
    condition: str = Condition.GOOD,
    from_book_drop: bool = False,
    accessories_missing: Iterable[str] = (),
    parts_missing: Iterable[str] = (),
    by: Actor,
    at: dt.datetime | None = None,
) -> CheckIn:
    """Take the thing in at ``organisation``, lent or not; by default at its own school, or that of
    the district whose desk the actor serves (``queries.desks``). What is lent is returned (``return_item``);
    what was on its way arrives; library material that was neither was used in the house, and is counted.

    Raises Forbidden (``circulation.loan.return``), NotFound, and what ``return_item`` raises.
    """
    with change(by) as unit:
        held = _held(item)
        where = organisation or desk_for(held, by, CirculationPermission.LOAN_RETURN)
        loan = prepared.row(_open_loan, item=held.pk)
        if loan is not None:
            arrived = _arrive(unit, held, where, by)
            return_item(
                loan, condition=condition, place=place, accessories_missing=accessories_missing,
                parts_missing=parts_missing, organisation=where, from_book_drop=from_book_drop, by=by, at=at,
            )  # fmt: skip
            step: NextStep = loan.next_step  # type: ignore[attr-defined]
            return CheckIn(loan.item, loan, step, arrived=arrived)
        by.require(CirculationPermission.LOAN_RETURN, at=where.scope_path)
        by = at_desk(by, held, where)
        is_again = held.last_seen_at is not None and timezone.now() - held.last_seen_at < AGAIN
        was_in_stock = held.status in IN_STOCK
        arrived = _arrive(unit, held, where, by)
        is_set_aside = Hold.objects.open().filter(copy=held).exists()
        receive_item(held, condition=None if condition == Condition.GOOD else condition, place=place, by=by)
        step = route(unit, held, at=where, by=by)
        # What was fetched from its shelf for somebody who waits was not read here.
        is_fetched = step.hold is not None
        used = was_in_stock and not (arrived or is_set_aside or is_again or is_fetched) and _is_library(held)
        if used:
            _count_use(unit, held, where)
        return CheckIn(held, None, step, used, arrived)


def _held(item: Item) -> Item:
    """The thing as it is now, locked: a loan made at this moment is seen."""
    held = prepared.row(_locked, item=item.pk)
    if held is None:
        raise NotFound("This item does not exist any more.")
    return held


def _locked(item: int) -> QuerySet[Item]:
    items = Item.objects.select_for_update(of=("self",)).select_related("organisation", "item_type", "product", "place")
    return items.filter(pk=item).order_by()[:1]


def _open_loan(item: int) -> QuerySet[Loan]:
    return Loan.objects.open().filter(item_id=item).order_by()[:1]


def _is_library(item: Item) -> bool:
    return item.item_type.purpose == ItemType.Purpose.LIBRARY


def _arrive(unit: Change, item: Item, where: Organisation, by: Actor) -> bool:
    """Whether it was on its way here; wherever it turns up, it travels no further."""
    travelled = arrive(unit, item, where, by)
    return travelled is not None and travelled.target_id == where.pk


def _count_use(unit: Change, item: Item, where: Organisation) -> None:
    month = timezone.now().astimezone(zone_of(where)).date().replace(day=1)
    use, _ = ProductUse.objects.get_or_create(organisation=where, month=month, product_id=item.product_id)
    ProductUse.objects.filter(pk=use.pk).update(in_house=F("in_house") + 1)
    unit.publish(ItemUsedInHouse(subject=item.ref, org_path=item.organisation.scope_path))
