"""A loan held fast while it changes. For this folder only."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.circulation.models import Loan
from firstbell.core import prepared
from firstbell.core.errors import NotFound


def locked_loan(loan: Loan) -> Loan:
    """The loan as it is now, locked until the transaction ends. Raises NotFound when it was undone."""
    held = prepared.row(_locked, loan=loan.pk)
    if held is None:
        raise NotFound("This loan does not exist any more.", remedy="It may have been undone; look at the item's page.")
    return held


def _locked(loan: int) -> QuerySet[Loan]:
    locked = Loan.objects.select_for_update(of=("self",)).select_related(
        "item__item_type",
        "item__organisation",
        "item__product",
        "borrower",
        "place",
        "organisation",
        "stands_in_for",
    )
    return locked.filter(pk=loan).order_by()[:1]


def keep_in_step(loan: Loan, held: Loan) -> None:
    """The caller's copy, and its item, show what was written."""
    for name in (field.attname for field in Loan._meta.concrete_fields):
        setattr(loan, name, getattr(held, name))
    loan.item = held.item
