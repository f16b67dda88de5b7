"""A loan held fast while it changes. For this folder only."""

from __future__ import annotations

from firstbell.circulation.models import Loan
from firstbell.core.errors import NotFound
from firstbell.core.single import single


def locked_loan(loan: Loan) -> Loan:
    """The loan as it is now, locked until the transaction ends. Raises NotFound when it was undone."""
    held = single(
        Loan.objects.select_for_update(of=("self",))
        .select_related(
            "item__item_type",
            "item__organisation",
            "item__product",
            "borrower",
            "place",
            "organisation",
            "stands_in_for",
        )
        .filter(pk=loan.pk)
    )
    if held is None:
        raise NotFound("This loan does not exist any more.", remedy="It may have been undone; look at the item's page.")
    return held


def keep_in_step(loan: Loan, held: Loan) -> None:
    """The caller's copy, and its item, show what was written."""
    for name in (field.attname for field in Loan._meta.concrete_fields):
        setattr(loan, name, getattr(held, name))
    loan.item = held.item
