"""Loans, lending rules and fees over REST: the same actions as the pages."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone
from ninja import Query

from firstbell.circulation.actions import (
    cancel_reservation,
    charge_accessory,
    lend_cart,
    lend_item,
    receive_accessory,
    renew_loan,
    reserve,
    return_cart,
    return_item,
    waive_accessory,
)
from firstbell.circulation.models import CartLoan, FeeEntry, Loan, LoanAccessory, Reservation
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.accessories import expected_for
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.loans import borrower_text
from firstbell.circulation.schemas import (
    AccessoryOut,
    CartLoanIn,
    CartLoanOut,
    CartReturnIn,
    ChargeAccessoryIn,
    ExpectedOut,
    ExplainOut,
    FeeOut,
    FindingOut,
    LoanIn,
    LoanOut,
    RenewIn,
    ReservationIn,
    ReservationOut,
    ReturnIn,
    WaiveIn,
    WinnerOut,
)
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Person
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router(tags=["Loans and fees"])


def shown(loan: Loan) -> LoanOut:
    is_kept = loan.is_open or not loan.item.item_type.holder_is_private
    return LoanOut(
        id=loan.pk,
        item_id=loan.item_id,
        item=loan.item.label,
        borrower_id=loan.borrower_id if is_kept else None,
        borrower=borrower_text(loan) if is_kept else "",
        organisation_id=loan.organisation_id,
        purpose=loan.purpose,
        lent_at=loan.lent_at,
        lent_by=loan.lent_by,
        due_at=loan.due_at,
        due_explain=loan.due_explain,
        renewals=loan.renewals,
        accessories=loan.accessories,
        part_of_id=loan.part_of_id,
        cart_loan_id=loan.cart_loan_id,
        reservation_id=loan.reservation_id,
        stands_in_for_id=loan.stands_in_for_id,
        returned_at=loan.returned_at,
        return_condition=loan.return_condition,
    )


def visible_loans(request: ApiRequest) -> QuerySet[Loan]:
    related = ("item__item_type", "borrower", "place", "organisation")
    return Loan.objects.visible_to(request.actor).select_related(*related)


@router.get("/loans", response=Page[LoanOut])
def list_loans(
    request: ApiRequest,
    paging: Query[Paging],
    state: Literal["open", "returned", "all"] = "open",
    item_id: int | None = None,
    person_id: int | None = None,
) -> Any:
    """Loans you may see, the latest first. By person only open ones of private item types are found."""
    loans = visible_loans(request)
    if state != "all":
        loans = loans.filter(returned_at__isnull=state == "open")
    if item_id is not None:
        loans = loans.filter(item_id=item_id)
    if person_id is not None:
        loans = loans.filter(borrower_id=person_id)
        loans = loans.exclude(returned_at__isnull=False, item__item_type__holder_is_private=True)
    page = paginate(loans, paging, order=("-lent_at", "-pk"))
    return page | {"items": [shown(loan) for loan in page["items"]]}


@router.get("/loans/{pk}", response=LoanOut)
def read_loan(request: ApiRequest, pk: int) -> Any:
    """One loan, with the lines that explain its due date."""
    return shown(found(visible_loans(request), pk))


@router.post("/loans", response={201: LoanOut})
def lend(request: ApiRequest, body: LoanIn) -> Any:
    """Lend an item to a person. 409 names every reason against it; ``override_reason`` passes some."""
    item = found(Item.objects.visible_to(request.actor), body.item_id)
    person = found(Person.objects.visible_to(request.actor), body.person_id)
    own = found(Item.objects.visible_to(request.actor), body.stands_in_for_id) if body.stands_in_for_id else None
    loan = lend_item(
        item,
        to=person,
        purpose=body.purpose,
        due=body.due_at,
        stands_in_for=own,
        accessories=body.accessories,
        override_reason=body.override_reason,
        by=request.actor,
    )
    return created(shown(loan))


@router.post("/loans/{pk}/return", response=LoanOut)
def take_back(request: ApiRequest, pk: int, body: ReturnIn) -> Any:
    """Take an item back in a condition; broken goes to triage."""
    loan = found(visible_loans(request), pk)
    place = found(Place.objects.visible_to(request.actor), body.place_id) if body.place_id is not None else None
    return shown(
        return_item(
            loan,
            condition=body.condition,
            place=place,
            accessories_missing=body.accessories_missing,
            parts_missing=body.parts_missing,
            by=request.actor,
        )
    )


@router.post("/loans/{pk}/renew", response=LoanOut)
def renew(request: ApiRequest, pk: int, body: RenewIn) -> Any:
    """Count the loan anew from now. 409 has the refusal's code."""
    loan = found(visible_loans(request), pk)
    return shown(renew_loan(loan, override_reason=body.override_reason, by=request.actor))


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


@router.get("/reservations", response=Page[ReservationOut])
def list_reservations(
    request: ApiRequest, paging: Query[Paging], standing: bool = True, person_id: int | None = None
) -> Any:
    """Reservations you may see, by their first day; those that stand unless asked otherwise."""
    found_ones = Reservation.objects.visible_to(request.actor)
    if standing:
        found_ones = found_ones.standing(timezone.localdate())
    if person_id is not None:
        found_ones = found_ones.filter(person_id=person_id)
    return paginate(found_ones, paging, order=("first_day", "pk"))


@router.get("/reservations/{pk}", response=ReservationOut)
def read_reservation(request: ApiRequest, pk: int) -> Any:
    """One reservation."""
    return found(Reservation.objects.visible_to(request.actor), pk)


@router.post("/reservations", response={201: ReservationOut})
def create_reservation(request: ApiRequest, body: ReservationIn) -> Any:
    """Reserve. 409 says who has it and when (``reserved``), or how many are free (``too_few``)."""
    actor = request.actor
    places = Place.objects.visible_to(actor)
    items = Item.objects.visible_to(actor).select_related("item_type", "organisation", "device")
    schools = schools_for(actor, CirculationPermission.RESERVATION_EDIT)
    made = reserve(
        found(Person.objects.visible_to(actor).select_related("organisation"), body.person_id),
        item=found(items, body.item_id) if body.item_id is not None else None,
        cart=found(places.select_related("organisation"), body.cart_id) if body.cart_id is not None else None,
        item_type=found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None,
        count=body.count if body.item_type_id is not None else 1,
        first_day=body.first_day,
        last_day=body.last_day,
        place=found(places, body.place_id) if body.place_id is not None else None,
        organisation=found(schools, body.organisation_id) if body.organisation_id is not None else None,
        reason=body.reason,
        by=actor,
    )
    return created(made)


@router.post("/reservations/{pk}/cancel", response=ReservationOut)
def cancel_one_reservation(request: ApiRequest, pk: int) -> Any:
    """It is not wanted any more."""
    return cancel_reservation(found(Reservation.objects.visible_to(request.actor), pk), by=request.actor)


@router.get("/lending-rules/explain", response=ExplainOut)
def explain_lending(request: ApiRequest, item_id: int, person_id: int) -> Any:
    """What would happen if the item were lent to the person now; nothing is written."""
    item = found(lendable_items().visible_to(request.actor), item_id)
    person = found(Person.objects.visible_to(request.actor), person_id)
    check = check_lending(item, person, by=request.actor)
    return ExplainOut(
        allowed=check.is_allowed,
        due_at=check.due_at,
        explain=list(check.explain),
        blocks=[FindingOut.from_orm(one) for one in check.blocks],
        warnings=[FindingOut.from_orm(one) for one in check.warnings],
        rules=[
            WinnerOut(
                name=name,
                value=winner.value,
                because=winner.because,
                rule_id=winner.rule.pk if winner.rule is not None else None,
            )
            for name, winner in check.rules.winners.items()
        ],
    )


@router.get("/fees", response=Page[FeeOut])
def list_fees(request: ApiRequest, paging: Query[Paging], person_id: int | None = None) -> Any:
    """Lines of the fee ledger you may see, the newest first. The sum of a person's cents is what is owed."""
    entries = FeeEntry.objects.visible_to(request.actor)
    if person_id is not None:
        entries = entries.filter(person_id=person_id)
    return paginate(entries, paging, order=("-pk",))
