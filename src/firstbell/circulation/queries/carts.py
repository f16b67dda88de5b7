"""Carts lent as one: who has which, what would go along, what is out with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from firstbell.circulation.models import CartLoan, Loan
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.inventory.models import Item, Status
from firstbell.inventory.queries import concrete
from firstbell.rooms.models import Place

GONE = (Status.DISPOSED, Status.SOLD)


@dataclass(frozen=True, slots=True)
class CartLoad:
    """``ready`` go along; ``left_out`` belong in the cart and do not: (item, why)."""

    ready: list[Item] = field(default_factory=list)
    left_out: list[tuple[Item, str]] = field(default_factory=list)

    @property
    def belonging(self) -> int:
        return len(self.ready) + len(self.left_out)


def cart_load(cart: Place) -> CartLoad:
    """What belongs in a cart, and which of it can go along now: in one query, in the order of the slots."""
    items = Item.objects.filter(home_id=cart.pk).exclude(status__in=GONE)
    load = CartLoad()
    for item in items.select_related("item_type", "product", "device", "holder", "organisation").order_by(
        "home_slot", "barcode_norm"
    ):
        thing = concrete(item)
        why = why_not(thing, cart)
        if why:
            load.left_out.append((thing, why))
        else:
            load.ready.append(thing)
    return load


def why_not(item: Item, cart: Place) -> str:
    """Why it does not go along, in a word or two; "" when it does."""
    if item.status not in IN_STOCK:
        whom = f" with {item.holder.name}" if item.holder is not None else ""
        return f"{item.get_status_display().lower()}{whom}"
    return "" if item.place_id in (cart.pk, None) else "in another place"


def open_cart_loan(cart: Place) -> CartLoan | None:
    loans = CartLoan.objects.open().filter(cart_id=cart.pk)
    return loans.select_related("cart", "organisation", "borrower", "place").first()


def loans_with(cart_loan: CartLoan) -> list[Loan]:
    """The devices that went out with a cart, by slot; in one query."""
    loans = Loan.objects.filter(cart_loan_id=cart_loan.pk).select_related("item__product", "item__device")
    return sorted(loans, key=lambda loan: (_slot(loan.item.home_slot), loan.pk))


def _slot(text: str) -> tuple[int, str]:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return (int(digits) if digits else 10**9, text)


def label_of(loan: Loan) -> str:
    return concrete(loan.item).label


def named(loans: Sequence[Loan], codes: Iterable[str]) -> tuple[list[Loan], list[str]]:
    """The loans whose items carry these tags or serials, and the codes that fit none."""
    by_code: dict[str, Loan] = {}
    for loan in loans:
        thing = concrete(loan.item)
        for code in (thing.barcode_norm, getattr(thing, "serial_norm", ""), f"#{loan.item_id}"):
            if code:
                by_code[code] = loan
    found: dict[int, Loan] = {}
    unknown = []
    for scan in (Scan.of(text) for text in codes):
        loan_of = by_code.get(scan.code)
        if loan_of is not None:
            found[loan_of.pk] = loan_of
        elif scan.code:
            unknown.append(scan.text)
    return list(found.values()), unknown


def visible_cart_loans(actor: Actor) -> list[CartLoan]:
    """The carts that are out now, the soonest due first."""
    loans = CartLoan.objects.visible_to(actor).open().select_related("cart", "organisation", "borrower", "place")
    return sorted(loans, key=lambda loan: (loan.due_at is None, loan.due_at or loan.lent_at))
