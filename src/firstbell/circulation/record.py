"""What circulation knows of somebody: loans, blocks, the fee ledger."""

from __future__ import annotations

from firstbell.circulation.models import Block, CartLoan, Claim, FeeEntry, Hold, Loan, Reservation, WithdrawalCase
from firstbell.core.record import Part, record_section
from firstbell.people.models import Person


@record_section("circulation.loans", "Loans", covers=("circulation.Loan.borrower",), order=40)
def loans(person: Person, _internal: bool) -> Part:
    rows = (
        Loan.objects.filter(borrower=person)
        .select_related("item__product", "item__item_type", "organisation")
        .order_by("lent_at", "pk")
    )
    return Part([{**_thing(one), "At": one.organisation.name,
                  "Purpose": one.get_purpose_display(), "Lent": one.lent_at, "Due": one.due_at, "Returned": one.returned_at,
                  "Renewals": one.renewals, "With it": one.accessories, "Override": "" if one.item.item_type.holder_is_private else one.override_reason,
                  "Condition at return": one.get_return_condition_display()} for one in rows])  # fmt: skip


def _thing(loan: Loan) -> dict[str, str]:
    """Of library material only that it is out: what somebody reads is not for whoever hands out the record."""
    if loan.item.item_type.holder_is_private:
        return {"Tag": "", "What": "Library material"}
    return {"Tag": loan.item.label, "What": loan.item.product.name}


@record_section("circulation.holds", "Holds", covers=("circulation.Hold.person",), order=41)
def holds(person: Person, _internal: bool) -> Part:
    rows = Hold.objects.filter(person=person).select_related("product__item_type", "organisation").order_by("pk")
    return Part([{"What": "Library material" if one.product.item_type.holder_is_private else one.product.name,
                  "Picked up at": one.organisation.name, "Placed": one.placed_at, "State": one.get_state_display(),
                  "Ended": one.ended_at} for one in rows])  # fmt: skip


@record_section("circulation.claims", "Said to be returned", covers=("circulation.Claim.person",), order=43)
def claims(person: Person, _internal: bool) -> Part:
    rows = Claim.objects.filter(person=person).order_by("pk")
    return Part([{"Month": one.month, "State": one.get_state_display()} for one in rows])


@record_section("circulation.fees", "Fees", covers=("circulation.FeeEntry.person",), order=42)
def fees(person: Person, _internal: bool) -> Part:
    rows = FeeEntry.objects.filter(person=person).select_related("item").order_by("pk")
    return Part([{"When": one.at, "Kind": one.get_kind_display(), "Cents": one.cents, "For": one.reason,
                  "Tag": one.item.label if one.item is not None else ""} for one in rows])  # fmt: skip


@record_section("circulation.blocks", "Blocks", covers=("circulation.Block.person",), order=44)
def blocks(person: Person, _internal: bool) -> Part:
    rows = Block.objects.filter(person=person).order_by("pk")
    return Part([{"Since": one.created_at, "Reason": one.reason, "Until": one.until, "Lifted": one.lifted_at}
                 for one in rows])  # fmt: skip


@record_section("circulation.carts", "Carts lent", covers=("circulation.CartLoan.borrower",), order=46)
def carts(person: Person, _internal: bool) -> Part:
    rows = CartLoan.objects.filter(borrower=person).select_related("cart").order_by("pk")
    return Part([{"Cart": one.cart.name, "Lent": one.lent_at, "Due": one.due_at, "Returned": one.returned_at}
                 for one in rows])  # fmt: skip


@record_section("circulation.reservations", "Reservations", covers=("circulation.Reservation.person",), order=47)
def reservations(person: Person, _internal: bool) -> Part:
    rows = Reservation.objects.filter(person=person).order_by("pk")
    return Part([{"From": one.first_day, "Until": one.last_day, "Count": one.count, "For": one.reason, "Made": one.made_at,
                  "Collected": one.collected_at, "Ended": one.ended_at} for one in rows])  # fmt: skip


@record_section("circulation.withdrawals", "Leaving", covers=("circulation.WithdrawalCase.person",), order=48)
def withdrawals(person: Person, internal: bool) -> Part:
    rows = WithdrawalCase.objects.filter(person=person).order_by("pk")
    return Part([{"Opened": one.opened_at, "State": one.state, "Next step": one.next_step if internal else "",
                  "Ended": one.ended_at, "Outcome": one.outcome} for one in rows])  # fmt: skip
