"""Holds, what comes back, claims, and a borrower's account."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query

from firstbell.circulation.actions import (
    cancel_hold,
    check_in,
    claim_returned,
    move_hold_ahead,
    place_hold,
    record_shelf_check,
    settle_claim,
    suspend_hold,
)
from firstbell.circulation.models import Claim, Hold, Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.account import account_of
from firstbell.circulation.queries.desks import in_reach
from firstbell.circulation.queries.holds import Pull, pull_list, visible_holds
from firstbell.circulation.schemas.library import (
    AheadIn,
    BorrowedOut,
    BorrowingOut,
    CheckInIn,
    CheckInOut,
    ClaimIn,
    ClaimOut,
    HoldOut,
    PlaceHoldIn,
    PullOut,
    SettleClaimIn,
    ShelfCheckIn,
    SuspendIn,
)
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Person
from firstbell.people.queries import schools_for

router = Router()


@router.get("/holds", response=Page[HoldOut])
def list_holds(
    request: ApiRequest,
    paging: Query[Paging],
    state: str = "open",
    person_id: int | None = None,
    product_id: int | None = None,
    organisation_id: int | None = None,
) -> Any:
    """Holds you may see, in the order of their queues; open ones unless asked otherwise (a state, ``ended``, ``all``)."""
    asked = {"person_id": person_id, "product_id": product_id, "organisation_id": organisation_id}
    holds = visible_holds(request.actor).filter(**{name: value for name, value in asked.items() if value is not None})
    if state in Hold.State.values:
        holds = holds.filter(state=state)
    elif state != "all":
        holds = holds.filter(ended_at__isnull=state != "ended")
    return paginate(holds, paging, order=("weight", "queued_at", "pk"))


@router.get("/holds/{pk}", response=HoldOut)
def read_hold(request: ApiRequest, pk: int) -> Any:
    """One hold."""
    return found(visible_holds(request.actor), pk)


@router.post("/holds", response={201: HoldOut})
def create_hold(request: ApiRequest, body: PlaceHoldIn) -> Any:
    """Wait for a copy. 409 says why not (``has_it``, ``on_shelf``, ``no_copy``, ``max_holds``...)."""
    actor = request.actor
    actor.require(
        CirculationPermission.HOLD_PLACE
    )  # a key made for something else waits for nothing, not even for its owner
    people = Person.objects.visible_to(actor).select_related("organisation")
    item = found(Item.objects.visible_to(actor), body.item_id) if body.item_id is not None else None
    if item is None and body.product_id is None:
        raise Invalid("What is waited for?", remedy="Give item_id or product_id.", field="item_id")
    products = Product.objects.select_related("item_type")
    if item is None:  # a product is seen by its copies
        products = products.filter(
            pk__in=Item.objects.visible_to(actor).filter(product=body.product_id).values("product")
        )
    product = found(products, body.product_id if item is None else item.product_id)
    schools = schools_for(actor, CirculationPermission.HOLD_PLACE)
    made = place_hold(
        product,
        to=found(people, body.person_id),
        item=item if body.this_item else None,
        pick_up=found(schools, body.pick_up_id) if body.pick_up_id is not None else None,
        starts_on=body.starts_on,
        need_by=body.need_by,
        note=body.note,
        override_reason=body.override_reason,
        by=actor,
    )
    return created(made)


@router.post("/holds/{pk}/cancel", response=HoldOut)
def cancel_one_hold(request: ApiRequest, pk: int) -> Any:
    """It is not wanted any more; what is set aside goes to the next."""
    return cancel_hold(found(visible_holds(request.actor), pk), by=request.actor)


@router.post("/holds/{pk}/suspend", response=HoldOut)
def suspend_one_hold(request: ApiRequest, pk: int, body: SuspendIn) -> Any:
    """Pass it over through a day."""
    return suspend_hold(found(visible_holds(request.actor), pk), until=body.until, by=request.actor)


@router.post("/holds/{pk}/ahead", response=HoldOut)
def move_one_hold_ahead(request: ApiRequest, pk: int, body: AheadIn) -> Any:
    """Cut in line, with a reason."""
    return move_hold_ahead(found(visible_holds(request.actor), pk), reason=body.reason, by=request.actor)


@router.get("/pull-list", response=list[PullOut])
def read_pull_list(request: ApiRequest) -> Any:
    """Copies to fetch from their shelves, at most 300."""
    request.actor.require(CirculationPermission.LOAN_VIEW)
    return [_pulled(one) for one in pull_list(request.actor, today=timezone.localdate())]


def _pulled(one: Pull) -> PullOut:
    return PullOut(
        hold_id=one.hold.pk,
        item_id=one.item.pk,
        item=one.item.label,
        product=one.item.product.name,
        pick_up_id=one.hold.organisation_id,
    )


@router.post("/check-ins", response={201: CheckInOut})
def take_in(request: ApiRequest, body: CheckInIn) -> Any:
    """Take in what was scanned at return, lent or not; the answer says where it goes and names nobody."""
    schools = schools_for(request.actor, CirculationPermission.LOAN_RETURN)
    where = found(schools, body.organisation_id) if body.organisation_id is not None else None
    item = found(in_reach(Item.objects.all(), request.actor, CirculationPermission.LOAN_RETURN), body.item_id)
    done = check_in(
        item, organisation=where, condition=body.condition, from_book_drop=body.from_book_drop, by=request.actor
    )
    step = done.next_step
    return created(
        CheckInOut(
            item_id=done.item.pk,
            was_lent=done.loan is not None,
            used_in_house=done.used_in_house,
            arrived=done.arrived,
            next_step=step.kind,
            text=step.text,
            hold_id=step.hold,
            target_id=step.target.pk if step.target is not None else None,
        )
    )


@router.get("/claims", response=Page[ClaimOut])
def list_claims(request: ApiRequest, paging: Query[Paging], state: str = "open") -> Any:
    """What people say came back; open ones unless asked otherwise (a state, ``all``)."""
    claims = Claim.objects.visible_to(request.actor)
    return paginate(claims if state == "all" else claims.filter(state=state), paging, order=("-pk",))


@router.post("/loans/{pk}/claim", response={201: ClaimOut})
def make_claim(request: ApiRequest, pk: int, body: ClaimIn) -> Any:
    """The borrower says it came back."""
    loan = found(Loan.objects.visible_to(request.actor), pk)
    return created(claim_returned(loan, note=body.note, override_reason=body.override_reason, by=request.actor))


@router.post("/claims/{pk}/check", response=ClaimOut)
def check_shelf(request: ApiRequest, pk: int, body: ShelfCheckIn) -> Any:
    """Somebody looked for it."""
    claim = record_shelf_check(found(Claim.objects.visible_to(request.actor), pk), seen=body.seen, by=request.actor)
    return found(Claim.objects.visible_to(request.actor), claim.pk)


@router.post("/claims/{pk}/settle", response=ClaimOut)
def settle_one_claim(request: ApiRequest, pk: int, body: SettleClaimIn) -> Any:
    """It was found, it is still lent, or it is let go."""
    settle_claim(found(Claim.objects.visible_to(request.actor), pk), outcome=body.outcome, by=request.actor)
    return found(Claim.objects.visible_to(request.actor), pk)


@router.get("/people/{pk}/borrowing", response=BorrowingOut)
def read_account(request: ApiRequest, pk: int) -> Any:
    """What a borrower has, waits for and owes, as far as you may see it; everybody sees their own."""
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    account = account_of(person, by=request.actor)
    return BorrowingOut(
        person_id=person.pk,
        loans=[
            BorrowedOut(
                loan_id=one.loan.pk,
                item_id=one.loan.item_id,
                item=one.loan.item.label,
                title=one.loan.item.product.name,
                due_at=one.loan.due_at,
                state=one.state.key,
                label=one.state.label,
                renewals=one.loan.renewals,
            )
            for one in account.loans
        ],
        holds=[HoldOut.from_orm(hold) for hold in account.holds],
        overdue=account.overdue,
        ready=account.ready,
        balance_cents=account.balance_cents,
        block_reason=account.block_reason,
    )
