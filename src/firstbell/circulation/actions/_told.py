"""How a loan is told in events: with its borrower, or without for private item types. For this folder only."""

from __future__ import annotations

from typing import Any, TypedDict

from firstbell.circulation.models import Loan
from firstbell.core.notifications.languages import Said, Value
from firstbell.core.refs import Ref


class Told(TypedDict):
    subject: Ref
    org_path: str
    about: tuple[Ref, ...]
    loan_id: int


def told(loan: Loan) -> Told:
    """What every event about a loan carries. The subject is the item."""
    return {
        "subject": loan.item.ref,
        "org_path": loan.organisation.scope_path,
        "about": about(loan),
        "loan_id": loan.pk,
    }


def about(loan: Loan) -> tuple[Ref, ...]:
    """On whose timelines: the borrower's or place's, and the item it stands in for. Nobody's when private."""
    if loan.item.item_type.holder_is_private:
        return ()
    involved: list[Any] = [loan.borrower, loan.place, loan.stands_in_for]
    return tuple(one.ref for one in involved if one is not None)


def holder_name(loan: Loan) -> str:
    """Who has it, for audit and undo labels; empty when private."""
    return "" if loan.item.item_type.holder_is_private else str(loan.borrower or loan.place)


def due_text(loan: Loan) -> str:
    """The first line of the explanation, in the middle of a sentence: "due Mon Jan 11"."""
    headline = str(loan.due_explain[0]) if loan.due_explain else "no due date."
    return headline[:1].lower() + headline[1:].split(" because ")[0].rstrip(".")


def thing_value(loan: Loan) -> Value:
    """What was lent, for a notice: model and tag; for private item types only that it is something."""
    if loan.item.item_type.holder_is_private:
        return Said("a library item", "un material de la biblioteca")
    return f"{loan.item.product.name} {loan.item.barcode}".strip()
