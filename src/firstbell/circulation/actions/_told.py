"""How a loan is told in events: with its borrower, or without for private item types. For this folder only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.events import Change
from firstbell.core.notifications.languages import Said, Value
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Person


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


def is_private(loan: Loan) -> bool:
    return loan.item.item_type.holder_is_private


def about(loan: Loan) -> tuple[Ref, ...]:
    """On whose timelines: the borrower's or place's, and the item it stands in for. Nobody's when private."""
    if is_private(loan):
        return ()
    involved: list[Any] = [loan.borrower, loan.place, loan.stands_in_for]
    return tuple(one.ref for one in involved if one is not None)


def holder_name(loan: Loan) -> str:
    """Who has it, for audit and undo labels; empty when private."""
    return "" if is_private(loan) else str(loan.borrower or loan.place)


def due_text(loan: Loan) -> str:
    """The first line of the explanation, in the middle of a sentence: "due Mon Jan 11"."""
    headline = str(loan.due_explain[0]) if loan.due_explain else "no due date."
    return headline[:1].lower() + headline[1:].split(" because ")[0].rstrip(".")


def thing_value(loan: Loan) -> Value:
    """What was lent, for a notice: model and tag; for private item types only that it is something."""
    if is_private(loan):
        return LIBRARY_ITEM
    return f"{loan.item.product.name} {loan.item.barcode}".strip()


LIBRARY_ITEM = Said("a library item", "un material de la biblioteca")
UNNAMED = "Library material"


def notice_ref(loan: Loan) -> Ref:
    """The subject of a notice: of a private loan not even the tag stands beside the recipient."""
    return Ref(Loan.KIND_REF, loan.pk, UNNAMED) if is_private(loan) else loan.ref


def exception_note(codes: Iterable[str], reason: str, item: Item) -> str:
    """ "Overridden (too_many): ...". What somebody wrote may name the reader, so of private types only the codes stay."""
    named = ", ".join(codes)
    return f"Overridden ({named})" if item.item_type.holder_is_private else f"Overridden ({named}): {reason.strip()}"


def unnamed(unit: Change, by: Actor, kind: ItemType, person: Person | None) -> Actor:
    """Who acts, as the trail may keep it: readers who serve themselves with private things are not named.

    The whole open change is theirs from then on.
    """
    is_oneself = person is not None and by.person_id == person.pk
    if not (is_oneself and kind.holder_is_private):
        return by
    unit.by = Actor(
        key="reader", name="The reader", grants=by.grants, person_id=by.person_id, via=by.via, limit_to=by.limit_to,
        read_only=by.read_only, is_disguised=by.is_disguised,
    )  # fmt: skip
    return unit.by
