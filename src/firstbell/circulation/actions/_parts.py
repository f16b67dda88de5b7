"""The parts of a kit, lent and taken back with it. For this folder only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from firstbell.circulation.actions._together import (
    Payload,
    lend_together,
    locked_items,
    open_loans,
    return_together,
)
from firstbell.circulation.models import Loan
from firstbell.circulation.queries.kits import is_kit, kit_lines, named_parts
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import Change


def lend_parts(unit: Change, kit_loan: Loan, *, by: Actor) -> Payload:
    """Everything that lies in the kit goes out with it; ``check_lending`` has looked at each part already."""
    if not is_kit(kit_loan.item):
        return []
    items = locked_items(line.part.part_id for line in kit_lines(kit_loan.item))
    loans = [
        Loan(
            item=item,
            borrower=kit_loan.borrower,
            place=kit_loan.place,
            organisation=kit_loan.organisation,
            purpose=Loan.Purpose.CHECKOUT,
            lent_at=kit_loan.lent_at,
            lent_by=kit_loan.lent_by,
            due_at=kit_loan.due_at,
            due_explain=[f"{kit_loan.due_explain[0]}", f"Lent with {kit_loan.item.label}."],
            part_of=kit_loan,
        )
        for item in items
    ]
    return lend_together(unit, loans, by=by)


def return_parts(
    unit: Change, kit_loan: Loan, missing: Iterable[str], now: dt.datetime, *, by: Actor
) -> tuple[Payload, list[Loan]]:
    """The parts come back, but for those whose barcodes are ``missing``: they stay on loan.

    Gives what undo needs and the loans that stay open. Raises Invalid for a code of no part.
    """
    named = list(missing)
    if not is_kit(kit_loan.item):
        if named:
            raise Invalid(f"{kit_loan.item.label} is not a kit.", remedy="Name no parts.", field="parts_missing")
        return [], []
    loans = open_loans(Loan.objects.filter(part_of_id=kit_loan.pk))
    stays, unknown = named_parts(loans, named)
    if unknown:
        known = ", ".join(loan.item.label for loan in loans) or "nothing"
        raise Invalid(
            f"“{unknown[0]}” did not go out with {kit_loan.item.label}.",
            remedy=f"Its parts that are out: {known}.",
            field="parts_missing",
        )
    kept = {loan.pk for loan in stays}
    return return_together(unit, [loan for loan in loans if loan.pk not in kept], now, by=by), stays
