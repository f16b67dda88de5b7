"""The lines of a loan as it begins, ends, and is undone. For this folder only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.circulation.queries.accessories import ExpectedAccessory, expected_for
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.scan import normalise
from firstbell.inventory.actions import hand_out_item, receive_item, restore_item
from firstbell.inventory.models import Item, ItemType
from firstbell.inventory.queries import items_by_code, state_of

MOST = 30
CHECKOUT = "checkout"
State = LoanAccessory.State
Payload = list[dict[str, Any]]


def planned(item: Item, texts: Iterable[str]) -> list[LoanAccessory]:
    """The lines for what is handed out: codes of the model, barcodes of accessories, or free names.

    Raises Invalid for too many, Conflict when an accessory with its own barcode is not free.
    """
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if not wanted:
        return []
    if len(wanted) > MOST:
        raise Invalid(f"{len(wanted)} accessories are too many.", remedy=f"At most {MOST}.", field="accessories")
    expected = {piece.code: piece for piece in expected_for(item)}
    unknown = [text for text in wanted if text not in expected]
    own = _own_items(unknown, item)
    pieces = dict(expected)
    lines: list[LoanAccessory] = []
    for text in wanted:
        thing = own.get(normalise(text))
        piece = _piece(pieces, text, thing)
        lines.append(_line(text, piece, thing))
    return _with_unique_codes(lines)


def _own_items(texts: Sequence[str], item: Item) -> dict[str, Item]:
    """Accessories with a barcode of their own among the texts, by their code."""
    codes = {normalise(text) for text in texts}
    if not codes:
        return {}
    visible = Item.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY, organisation_id=item.organisation_id)
    return {one.barcode_norm: one for one in items_by_code(visible, codes).select_related("product", "item_type")}


def _piece(pieces: dict[str, ExpectedAccessory], text: str, thing: Item | None) -> ExpectedAccessory | None:
    """The model's piece that this is, each used once."""
    if thing is None:
        return pieces.pop(text, None)
    fitting = next((code for code, piece in pieces.items() if piece.product_id == thing.product_id), None)
    return pieces.pop(fitting) if fitting is not None else None


def _line(text: str, piece: ExpectedAccessory | None, thing: Item | None) -> LoanAccessory:
    is_back = piece is None or piece.is_expected_back
    line = LoanAccessory(item=thing, state=State.OUT if is_back or thing is not None else State.KEPT)
    if piece is not None:
        line.code, line.name, line.product_id = piece.code, piece.name, piece.product_id
    elif thing is not None:
        line.code, line.name, line.product_id = thing.item_type.code, thing.product.name, thing.product_id
    else:
        line.code, line.name = slugify(text)[:50] or "accessory", text[:200]
    if thing is not None:
        line.name = f"{line.name} {thing.label}"[:200]
    return line


def _with_unique_codes(lines: list[LoanAccessory]) -> list[LoanAccessory]:
    taken: set[str] = set()
    for line in lines:
        base, number = line.code, 2
        while line.code in taken:
            line.code, number = f"{base}-{number}", number + 1
        taken.add(line.code)
    return lines


def hand_out_lines(loan: Loan, lines: Sequence[LoanAccessory], *, by: Actor) -> Payload:
    """Store the lines of a loan that has just begun, and hand out those with a barcode. Gives what undo needs."""
    undo: Payload = []
    for line in lines:
        line.loan = loan
        if line.item is not None:
            before = state_of(line.item)
            hand_out_item(line.item, to_person=loan.borrower, to_place=loan.place, purpose=CHECKOUT, by=by)
            undo.append({"item": line.item.pk, "before": before, "status": line.item.status})
    if not lines:
        return undo
    try:
        with transaction.atomic():
            LoanAccessory.objects.bulk_create(lines)
    except IntegrityError:
        raise Conflict("One of the accessories was handed out a moment ago.", remedy="Scan it again.") from None
    return undo


def _lines_out(loan: int) -> QuerySet[LoanAccessory]:
    return LoanAccessory.objects.select_for_update(of=("self",)).out().filter(loan_id=loan).select_related("item")


def take_back_lines(
    loan: Loan, missing: Iterable[str], now: dt.datetime, *, by: Actor
) -> tuple[Payload, list[LoanAccessory]]:
    """Close the open lines of a loan that ends: back, or missing when named. Gives what undo needs and the missing.

    Raises Invalid when a name is not among them.
    """
    lines = prepared.rows(_lines_out, loan=loan.pk)
    named = _named(lines, missing, loan)
    undo: Payload = []
    for line in lines:
        line.state = State.MISSING if line.pk in named else State.BACK
        line.settled_at, line.settled_by = now, by.name[:200]
        entry: dict[str, Any] = {"line": line.pk, "state": line.state}
        if line.item is not None and line.state == State.BACK:
            entry["item"] = receive_line_item(line.item, by=by)
        undo.append(entry)
    if lines:
        LoanAccessory.objects.bulk_update(lines, ["state", "settled_at", "settled_by"])
    return undo, [line for line in lines if line.state == State.MISSING]


def receive_line_item(item: Item, *, by: Actor) -> dict[str, Any]:
    """An accessory with its own barcode comes back to its place. Gives what undo needs."""
    before = state_of(item)
    receive_item(item, by=by)
    return {"item": item.pk, "before": before, "status": item.status}


def _named(lines: Sequence[LoanAccessory], missing: Iterable[str], loan: Loan) -> set[int]:
    """The lines meant by their codes, names or barcodes."""
    found: set[int] = set()
    for text in dict.fromkeys(one.strip() for one in missing if one.strip()):
        line = next((one for one in lines if _is_called(one, text)), None)
        if line is None:
            known = ", ".join(one.code for one in lines) or "nothing"
            raise Invalid(
                f"“{text}” did not go out with {loan.item.label}.",
                remedy=f"Expected with it: {known}.",
                field="accessories_missing",
            )
        found.add(line.pk)
    return found


def _is_called(line: LoanAccessory, text: str) -> bool:
    own = line.item.barcode_norm if line.item is not None else ""
    return text == line.code or text.casefold() == line.name.casefold() or (own != "" and normalise(text) == own)


def reopen_lines(loan: Loan, lines: Payload, *, by: Actor) -> None:
    """For undo of a return: the lines are out again. Raises Conflict when one was settled since."""
    stored = {line.pk: line for line in LoanAccessory.objects.select_for_update().filter(loan=loan)}
    for entry in lines:
        line = stored.get(entry["line"])
        if line is None or line.state != entry["state"]:
            raise Conflict(
                f"{line.name if line else 'An accessory'} of {loan.item.label} has been settled since.",
                remedy="Look at the loan's page for what there is now.",
            )
        if entry.get("item"):
            restore_items([entry["item"]], by=by)
        line.state, line.settled_at, line.settled_by = State.OUT, None, ""
        line.save(update_fields=["state", "settled_at", "settled_by"])


def restore_items(entries: Payload, *, by: Actor) -> None:
    """For undo: accessories with a barcode are where they were."""
    for entry in reversed(entries):
        thing = Item.objects.get(pk=entry["item"])
        restore_item(thing, state=entry["before"], expected=entry["status"], by=by)
