"""Loans: lend, take back, renew, one or many; and what the rules would say."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Query

from firstbell.circulation.actions import (
    convert_loan,
    lend_item,
    remind_borrower,
    renew_loan,
    return_item,
)
from firstbell.circulation.models import (
    Loan,
)
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.desks import in_reach
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.loans import borrower_text
from firstbell.circulation.schemas import (
    ConvertIn,
    ExplainOut,
    FindingOut,
    LoanFilter,
    LoanIn,
    LoanOut,
    RemindedOut,
    RenewIn,
    ReturnEntryIn,
    ReturnIn,
    WinnerOut,
)
from firstbell.core.api import (
    ApiRequest,
    Entries,
    Outcomes,
    Page,
    Paging,
    Router,
    by_entry,
    created,
    each,
    found,
    paginate,
)
from firstbell.core.errors import Invalid, NotFound
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Person
from firstbell.rooms.models import Place

router = Router()


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


RELATED = ("item__item_type", "borrower", "place", "organisation")


def visible_loans(request: ApiRequest) -> QuerySet[Loan]:
    return Loan.objects.visible_to(request.actor).select_related(*RELATED)


@router.get("/loans", response=Page[LoanOut])
def list_loans(
    request: ApiRequest,
    paging: Query[Paging],
    asked: Query[LoanFilter],
) -> Any:
    """Loans you may see, the latest first. By person only open ones of private item types are found."""
    loans = (
        Loan.objects.listed_for(request.actor)
        .select_related(*RELATED)
        .filter(**asked.equals("item_id", "organisation_id", "place_id", "purpose"))
    )
    if asked.state != "all":
        loans = loans.filter(returned_at__isnull=asked.state == "open")
    if asked.person_id is not None:
        loans = loans.filter(borrower_id=asked.person_id)
        loans = loans.exclude(returned_at__isnull=False, item__item_type__holder_is_private=True)
    if asked.due_before is not None:
        loans = loans.filter(due_at__lt=asked.due_before)
    if asked.sort == "due_at":
        page = paginate(loans.exclude(due_at=None), paging, order=("due_at", "pk"))
    else:
        page = paginate(loans, paging, order=("-lent_at", "-pk"))
    return page | {"items": [shown(loan) for loan in page["items"]]}


@router.post("/loans", response={201: LoanOut})
def lend(request: ApiRequest, body: LoanIn) -> Any:
    """Lend an item to a person. 409 names every reason against it; ``override_reason`` passes some."""
    return created(shown(_lent(request, body)))


def _lent(request: ApiRequest, body: LoanIn) -> Loan:
    item = found(in_reach(Item.objects.all(), request.actor, CirculationPermission.LOAN_LEND), body.item_id)
    person = found(Person.objects.visible_to(request.actor), body.person_id)
    own = found(Item.objects.visible_to(request.actor), body.stands_in_for_id) if body.stands_in_for_id else None
    return lend_item(
        item,
        to=person,
        purpose=body.purpose,
        due=body.due_at,
        stands_in_for=own,
        accessories=body.accessories,
        override_reason=body.override_reason,
        by=request.actor,
    )


@router.post("/loans/bulk", response=Outcomes[LoanOut])
@by_entry
def lend_in_bulk(request: ApiRequest, body: Entries[LoanIn]) -> Any:
    """Lend up to 500 items, each for itself: a refused one stops no other."""
    request.actor.require(CirculationPermission.LOAN_LEND)
    return each(request, body.entries, lambda one: shown(_lent(request, one)), shape=LoanOut, status=201)


@router.post("/loans/bulk-return", response=Outcomes[LoanOut])
@by_entry
def take_back_in_bulk(request: ApiRequest, body: Entries[ReturnEntryIn]) -> Any:
    """Take up to 500 items back, each in its own condition and for itself."""
    request.actor.require(CirculationPermission.LOAN_RETURN)
    return each(
        request, body.entries, lambda one: shown(_returned(request, _loan_of(request, one), one)), shape=LoanOut
    )


@router.get("/loans/{pk}", response=LoanOut)
def read_loan(request: ApiRequest, pk: int) -> Any:
    """One loan, with the lines that explain its due date."""
    return shown(found(visible_loans(request), pk))


@router.post("/loans/{pk}/return", response=LoanOut)
def take_back(request: ApiRequest, pk: int, body: ReturnIn) -> Any:
    """Take an item back in a condition; broken goes to triage."""
    return shown(_returned(request, found(visible_loans(request), pk), body))


def _returned(request: ApiRequest, loan: Loan, body: ReturnIn) -> Loan:
    place = found(Place.objects.visible_to(request.actor), body.place_id) if body.place_id is not None else None
    return return_item(
        loan,
        condition=body.condition,
        place=place,
        accessories_missing=body.accessories_missing,
        parts_missing=body.parts_missing,
        by=request.actor,
    )


def _loan_of(request: ApiRequest, entry: ReturnEntryIn) -> Loan:
    """By its own id, or the open one of an item."""
    if entry.loan_id is not None and entry.item_id is None:
        return found(visible_loans(request), entry.loan_id)
    if entry.item_id is None or entry.loan_id is not None:
        raise Invalid("Which loan?", remedy="Give exactly one of loan_id and item_id.", field="loan_id")
    loan = visible_loans(request).filter(item_id=entry.item_id, returned_at=None).first()
    if loan is None:
        raise NotFound(f"The item {entry.item_id} is not lent, as far as you may see.", remedy="Look at its loans.")
    return loan


@router.post("/loans/{pk}/renew", response=LoanOut)
def renew(request: ApiRequest, pk: int, body: RenewIn) -> Any:
    """Count the loan anew from now. 409 has the refusal's code."""
    loan = found(visible_loans(request), pk)
    return shown(renew_loan(loan, override_reason=body.override_reason, by=request.actor))


@router.post("/loans/{pk}/remind", response=RemindedOut)
def remind_of_loan(request: ApiRequest, pk: int) -> Any:
    """Remind the borrower, and the guardians where the rules say so, now."""
    loan = found(visible_loans(request), pk)
    return {"sent": remind_borrower(loan, by=request.actor)}


@router.post("/loans/{pk}/convert", response=LoanOut)
def convert_to_own(request: ApiRequest, pk: int, body: ConvertIn) -> Any:
    """The loaner becomes the borrower's own device."""
    kind = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    return shown(convert_loan(found(visible_loans(request), pk), item_type=kind, by=request.actor))


@router.get("/lending-rules/explain", response=ExplainOut)
def explain_lending(request: ApiRequest, item_id: int, person_id: int) -> Any:
    """What would happen if the item were lent to the person now; nothing is written."""
    item = found(in_reach(lendable_items(), request.actor, CirculationPermission.LOAN_LEND), item_id)
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
