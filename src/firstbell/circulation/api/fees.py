"""The fee ledger, and blocks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query

from firstbell.circulation.actions import (
    charge_fee,
    lift_block,
    reverse_entry,
    set_block,
    take_payment,
    waive_fee,
)
from firstbell.circulation.models import (
    Block,
    FeeEntry,
    Loan,
)
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.fees import balance_of
from firstbell.circulation.schemas import (
    BalanceOut,
    BlockIn,
    BlockOut,
    FeeChargeIn,
    FeeMoneyIn,
    FeeOut,
    FeeReasonIn,
)
from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.inventory.models import Item
from firstbell.people.models import Person

router = Router()


@router.get("/fees", response=Page[FeeOut])
def list_fees(request: ApiRequest, paging: Query[Paging], person_id: int | None = None, kind: str = "") -> Any:
    """Lines of the fee ledger you may see, the newest first. The sum of a person's cents is what is owed."""
    entries = FeeEntry.objects.visible_to(request.actor)
    if person_id is not None:
        entries = entries.filter(person_id=person_id)
    if kind:
        entries = entries.filter(kind=kind)
    return paginate(entries, paging, order=("-pk",))


@router.get("/people/{pk}/balance", response=BalanceOut)
def read_balance(request: ApiRequest, pk: int) -> Any:
    """What a person owes; one's own, or where you may see fees."""
    return {"person_id": pk, "cents": balance_of(_payer(request, pk))}


@router.post("/people/{pk}/fees/charge", response={201: FeeOut})
def charge_person(request: ApiRequest, pk: int, body: FeeChargeIn) -> Any:
    """The person owes so much more."""
    item = found(Item.objects.visible_to(request.actor), body.item_id) if body.item_id is not None else None
    loan = found(Loan.objects.visible_to(request.actor), body.loan_id) if body.loan_id is not None else None
    entry = charge_fee(
        _payer(request, pk), cents=body.cents, reason=body.reason, item=item, loan=loan, by=request.actor
    )
    return created(entry)


@router.post("/people/{pk}/fees/pay", response={201: FeeOut})
def enter_payment(request: ApiRequest, pk: int, body: FeeMoneyIn) -> Any:
    """The person paid, at most what is owed."""
    reason = body.reason or "Payment"
    return created(take_payment(_payer(request, pk), cents=body.cents, reason=reason, by=request.actor))


@router.post("/people/{pk}/fees/waive", response={201: FeeOut})
def waive_owed(request: ApiRequest, pk: int, body: FeeMoneyIn) -> Any:
    """Forgive so much of what is owed."""
    return created(waive_fee(_payer(request, pk), cents=body.cents, reason=body.reason, by=request.actor))


@router.post("/fees/{pk}/reverse", response={201: FeeOut})
def reverse_fee(request: ApiRequest, pk: int, body: FeeReasonIn) -> Any:
    """Take a line back by its mirror image."""
    lines = FeeEntry.objects.visible_to(request.actor).select_related("person", "organisation", "item__item_type")
    return created(reverse_entry(found(lines, pk), reason=body.reason, by=request.actor))


def _payer(request: ApiRequest, pk: int) -> Person:
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    if person.pk != request.actor.person_id:
        request.actor.require(CirculationPermission.FEE_VIEW, at=person.organisation.scope_path)
    return person


@router.get("/blocks", response=Page[BlockOut])
def list_blocks(request: ApiRequest, paging: Query[Paging], standing: bool = True, person_id: int | None = None) -> Any:
    """Blocks you may see, the newest first; those that stand unless asked otherwise."""
    blocks = Block.objects.visible_to(request.actor)
    if standing:
        blocks = blocks.standing(timezone.localdate())
    if person_id is not None:
        blocks = blocks.filter(person_id=person_id)
    return paginate(blocks, paging, order=("-pk",))


@router.post("/people/{pk}/blocks", response={201: BlockOut})
def create_block(request: ApiRequest, pk: int, body: BlockIn) -> Any:
    """Block a person from borrowing, through a day or until lifted."""
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    return created(set_block(person, reason=body.reason, until=body.until, by=request.actor))


@router.post("/blocks/{pk}/lift", response=BlockOut)
def lift_one_block(request: ApiRequest, pk: int) -> Any:
    """End a block now."""
    return lift_block(
        found(Block.objects.visible_to(request.actor).select_related("organisation", "person"), pk), by=request.actor
    )
