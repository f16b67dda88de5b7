"""What lies in a kit, and which of it speaks against lending the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.circulation.queries.loans import may_name
from firstbell.core.actor import Actor
from firstbell.core.scan import normalise
from firstbell.inventory.models import Item, ItemType, KitPart, Status

IN_STOCK = (Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.PLACED)


@dataclass(frozen=True, slots=True)
class KitLine:
    """A part, and the loan it is out on by itself."""

    part: KitPart
    loan: Loan | None

    @property
    def is_free(self) -> bool:
        return self.loan is None and self.part.part.status in IN_STOCK

    def why_not(self, by: Actor) -> str:
        """Why it cannot go out; the borrower only for those who may see the loan."""
        item = self.part.part
        role = f" ({self.part.role})" if self.part.role else ""
        if self.loan is None:
            return f"{item.label}{role} is {item.get_status_display().lower()}."
        whom = f" to {self.loan.borrower or self.loan.place}" if may_name(self.loan, by) else ""
        return f"{item.label}{role} is still lent{whom}."


def is_kit(item: Item) -> bool:
    """Needs ``item_type``."""
    return item.item_type.purpose == ItemType.Purpose.KIT


def kit_lines(kit: Item) -> list[KitLine]:
    """The parts of a kit with their open loans, in two queries."""
    parts = list(
        KitPart.objects.filter(kit_id=kit.pk).select_related("part__product", "part__item_type", "part__device")
    )
    loans = Loan.objects.open().filter(item__in=[part.part_id for part in parts])
    by_item = {
        loan.item_id: loan for loan in loans.select_related("borrower", "place", "organisation", "item__item_type")
    }
    return [KitLine(part, by_item.get(part.part_id)) for part in parts]


def part_loans(loan: Loan) -> list[Loan]:
    """What went out with a kit, the open ones first; in one query."""
    loans = Loan.objects.filter(part_of_id=loan.pk).select_related("item__product", "item__device", "item__kit_part")
    return sorted(loans, key=lambda one: (not one.is_open, one.pk))


def named_parts(loans: Sequence[Loan], codes: Iterable[str]) -> tuple[list[Loan], list[str]]:
    """The loans whose items carry these barcodes, and the codes that fit none."""
    by_code = {loan.item.barcode_norm: loan for loan in loans if loan.item.barcode_norm}
    by_key = {str(loan.item_id): loan for loan in loans}
    found, unknown = [], []
    for code in dict.fromkeys(text.strip() for text in codes if text.strip()):
        loan = by_code.get(normalise(code)) or by_key.get(code.removeprefix("#"))
        if loan is None:
            unknown.append(code)
        else:
            found.append(loan)
    return found, unknown
