"""What lending says when two persons or two items turn out to be one.

Ledger lines are never edited, so they stay where they were written; what is owed moves by a pair of lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from firstbell.circulation.actions._transfer import take_transfer_back, transfer_balance
from firstbell.circulation.models import Loan
from firstbell.core.merging import Obstacle, Step, keep_with_loser, merge_check, register_step
from firstbell.inventory.models import Item
from firstbell.people.models import Person


@merge_check(Item.KIND_REF)
def check_items(keeper: Item, other: Item) -> Iterator[Obstacle]:
    """One thing cannot be lent twice: whichever is a mistake has to come back first."""
    open_loans = Loan.objects.open().filter(item__in=(keeper.pk, other.pk)).select_related("borrower", "place")
    lent = {loan.item_id: loan for loan in open_loans}
    if len(lent) == 2:
        names = " and ".join(_lent(item, lent[item.pk]) for item in (keeper, other))
        yield Obstacle(f"Both are lent: {names}.", "Take back the loan that is a mistake, then come again.")


def _lent(item: Item, loan: Loan) -> str:
    return str(item) if item.item_type.holder_is_private else f"{item} to {loan.borrower or loan.place}"


def _transfer(keeper: Any, other: Any, by: Any) -> Any:
    return transfer_balance(other, keeper, by=by)


def _back(payload: Any, keeper: Any, other: Any, by: Any) -> None:
    take_transfer_back(payload, keeper, other, by=by)


keep_with_loser("circulation.FeeEntry", "person")
keep_with_loser("circulation.FeeEntry", "item")
register_step(Person.KIND_REF, Step("circulation.balance", "balance of fees", _transfer, _back))
