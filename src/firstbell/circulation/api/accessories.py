"""What goes along with loans, and carts lent as one."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Query

from firstbell.circulation.actions import (
    charge_accessory,
    lend_cart,
    receive_accessory,
    return_cart,
    waive_accessory,
)
from firstbell.circulation.models import (
    CartLoan,
    LoanAccessory,
)
from firstbell.circulation.queries.accessories import expected_for
from firstbell.circulation.schemas import (
    AccessoryOut,
    CartLoanIn,
    CartLoanOut,
    CartReturnIn,
    ChargeAccessoryIn,
    ExpectedOut,
    WaiveIn,
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
from firstbell.core.errors import Invalid
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place

router = Router()


@router.get("/loan-accessories", response=Page[AccessoryOut])
def list_loan_accessories(
    request: ApiRequest,
    paging: Query[Paging],
    state: Literal["out", "back", "missing", "charged", "waived", "kept", "all"] = "missing",
    loan_id: int | None = None,
    person_id: int | None = None,
) -> Any:
    """What went out with loans you may see, the latest first; the missing unless asked otherwise."""
    lines = LoanAccessory.objects.visible_to(request.actor)
    if state != "all":
        lines = lines.filter(state=state)
    if loan_id is not None:
        lines = lines.filter(loan_id=loan_id)
    if person_id is not None:
        lines = lines.filter(loan__borrower_id=person_id)
        lines = lines.exclude(loan__returned_at__isnull=False, loan__item__item_type__holder_is_private=True)
    return paginate(lines, paging, order=("-pk",))


@router.post("/loan-accessories/{pk}/return", response=AccessoryOut)
def return_loan_accessory(request: ApiRequest, pk: int) -> Any:
    """It came back, alone or late; a charge for it is reversed."""
    return receive_accessory(found(LoanAccessory.objects.visible_to(request.actor), pk), by=request.actor)


@router.post("/loan-accessories/{pk}/charge", response=AccessoryOut)
def charge_loan_accessory(request: ApiRequest, pk: int, body: ChargeAccessoryIn) -> Any:
    """Charge the borrower for a missing one."""
    line = found(LoanAccessory.objects.visible_to(request.actor), pk)
    return charge_accessory(line, cents=body.cents, by=request.actor)


@router.post("/loan-accessories/{pk}/waive", response=AccessoryOut)
def waive_loan_accessory(request: ApiRequest, pk: int, body: WaiveIn) -> Any:
    """Nobody has to bring or pay it."""
    line = found(LoanAccessory.objects.visible_to(request.actor), pk)
    return waive_accessory(line, reason=body.reason, by=request.actor)


@router.get("/items/{pk}/accessories", response=list[ExpectedOut])
def list_expected_accessories(request: ApiRequest, pk: int) -> Any:
    """What goes along with an item when it is lent."""
    return expected_for(found(Item.objects.visible_to(request.actor), pk))


@router.get("/cart-loans", response=Page[CartLoanOut])
def list_cart_loans(request: ApiRequest, paging: Query[Paging], open_only: bool = True) -> Any:
    """Carts lent as one, the latest first."""
    loans = CartLoan.objects.visible_to(request.actor)
    return paginate(loans.open() if open_only else loans, paging, order=("-lent_at", "-pk"))


@router.post("/cart-loans", response={201: CartLoanOut})
def create_cart_loan(request: ApiRequest, body: CartLoanIn) -> Any:
    """Lend a cart with all that is in it to a person or a room."""
    cart = found(Place.objects.visible_to(request.actor).filter(kind=Place.Kind.CART), body.cart_id)
    to: Person | Place
    if body.person_id is not None and body.place_id is None:
        to = found(Person.objects.visible_to(request.actor), body.person_id)
    elif body.place_id is not None and body.person_id is None:
        to = found(Place.objects.visible_to(request.actor), body.place_id)
    else:
        raise Invalid("To whom does it go?", remedy="Give exactly one of person_id and place_id.", field="person_id")
    return created(lend_cart(cart, to=to, due=body.due_at, by=request.actor))


@router.post("/cart-loans/{pk}/return", response=CartLoanOut)
def return_cart_loan(request: ApiRequest, pk: int, body: CartReturnIn) -> Any:
    """Take a cart back; what is missing stays on loan."""
    loan = found(CartLoan.objects.visible_to(request.actor), pk)
    return return_cart(loan, count=body.count, missing=body.missing, scanned=body.scanned, by=request.actor)
