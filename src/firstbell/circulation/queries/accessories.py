"""What goes along with a thing, what went along with a loan, and what is still owed."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, ModelAccessory
from firstbell.people.models import Person

CHARGER = "charger"
UNSETTLED = (LoanAccessory.State.OUT, LoanAccessory.State.MISSING)


@dataclass(frozen=True, slots=True)
class ExpectedAccessory:
    """One piece that goes along. ``code`` is unique for the model: "charger", "charger-2" for the second of two."""

    code: str
    name: str
    product_id: int
    is_expected_back: bool
    price_cents: int | None

    @property
    def is_charger(self) -> bool:
        return self.code.split("-")[0] == CHARGER


def expected_for(item: Item) -> list[ExpectedAccessory]:
    """What goes along with every item of this one's model, piece by piece, in one query."""
    lines = ModelAccessory.objects.filter(product_id=item.product_id).select_related("accessory").order_by("pk")
    return [piece for line in lines for piece in pieces_of(line)]


def pieces_of(line: ModelAccessory) -> list[ExpectedAccessory]:
    """The pieces of one line of a model."""
    product = line.accessory
    return [
        ExpectedAccessory(
            code=line.code if number == 1 else f"{line.code}-{number}",
            name=product.name if line.count == 1 else f"{product.name} ({number})",
            product_id=product.pk,
            is_expected_back=line.is_expected_back,
            price_cents=product.replacement_cents,
        )
        for number in range(1, line.count + 1)
    ]


def lines_out(loan: Loan | None) -> list[LoanAccessory]:
    """What went out with a loan and is expected back with it: the lines a return asks for, in one query."""
    if loan is None or not loan.accessories:
        return []  # the names are kept with the loan: nothing went out with it
    return list(LoanAccessory.objects.out().filter(loan_id=loan.pk).select_related("item"))


def lines_of(loan: Loan) -> list[LoanAccessory]:
    """All that went out with a loan, with its price and its charge."""
    return list(LoanAccessory.objects.filter(loan_id=loan.pk).select_related("item", "product", "fee"))


def unreturned_by(person: Person, *, seen_by: Actor | None = None) -> list[LoanAccessory]:
    """What the person did not bring back with its device: owed first, then what was charged. Of private types only for whom may see the loan."""
    states = (LoanAccessory.State.MISSING, LoanAccessory.State.CHARGED)
    visible = LoanAccessory.objects.filter(loan__item__item_type__holder_is_private=False)
    if seen_by is not None:
        visible = LoanAccessory.objects.visible_to(seen_by)
    lines = visible.filter(loan__borrower=person, state__in=states)
    related = ("loan__item__item_type", "loan__organisation", "loan__borrower", "product", "fee", "item")
    return sorted(lines.select_related(*related), key=lambda line: (not line.is_owed, line.pk))
