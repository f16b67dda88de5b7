"""A reader at a self-check: who it is, borrowing, bringing back, renewing. Every change is circulation's; here it is said
in a reader's words, and nothing is said of anybody else."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.circulation.actions import LendingRefused, check_in, lend_item, renew_loan
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor, system_actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.inventory.models import Condition, Item
from firstbell.kiosk.actions.kiosks import count_miss
from firstbell.kiosk.actions.pins import require_open, try_pin
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.queries.self_check import card_holder, day_of, library_item
from firstbell.people.models import Person

#: What a reader hears for which reason. Whatever is about the reader is the librarian's to say: nobody can tell one from another.
NOT_LENT = {
    "already_lent": "elsewhere", "already_lent_to_same": "already", "not_lendable": "not_now", "not_for_loan": "not_now",
    "in_kit": "not_now", "part_missing": "not_now", "reserved": "elsewhere", "on_hold": "elsewhere",
    "on_hold_shelf": "elsewhere", "in_transit": "elsewhere", "max_open_of_type": "limit", "max_open_total": "limit",
    "withdrawn": "ask", "membership_ended": "ask", "blocked": "ask", "fees": "ask", "overdue": "ask",
}  # fmt: skip
NOT_RENEWED = {
    "too_many": "no_more", "too_soon": "too_soon", "not_later": "too_soon", "recalled": "wanted", "on_reserve": "wanted",
    "reserved": "wanted", "withdrawn": "ask",
    "restriction": "ask", "overdue": "ask", "no_checkout": "ask", "item_denied_renewal": "ask",
}  # fmt: skip
NOT_RETURNED = {"is_back": "paused"}


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a scan: a key of ``content.TEXTS``, the title, and the moment it is due. ``is_done``: it was done."""

    key: str
    title: str = ""
    day: str = ""
    is_done: bool = False


def identify_reader(kiosk: Kiosk, *, card: str, pin: str, by: Actor) -> Person | None:
    """Whose card it is, if the PIN is right as the kiosk's rule asks. No card, a wrong PIN and a lock are all None.

    They count against the kiosk, wrong PINs against the PIN too. Raises Conflict ``kiosk_paused``.
    """
    keeper = system_actor(f"kiosk {kiosk.pk}", via="kiosk")
    require_open(kiosk, by=keeper)
    person = card_holder(kiosk, card)
    if person is not None and kiosk.pin_rule == Kiosk.PinRule.NEVER:
        return person
    is_right = try_pin(person, pin=pin, by=by)
    if person is not None and (is_right or (is_right is None and kiosk.pin_rule == Kiosk.PinRule.IF_SET)):
        return person
    count_miss(kiosk, by=keeper)
    return None


def borrow_by_scan(kiosk: Kiosk, person: Person, *, code: str, language: str, by: Actor) -> Said:
    """Lend the thing with this barcode to the reader. A refusal is said, not raised."""
    item = library_item(kiosk, code)
    if item is None:
        return Said("unknown_item")
    title = item.product.name
    try:
        loan = lend_item(item, to=person, by=by)
    except LendingRefused as refused:
        key = NOT_LENT.get(refused.code, "ask")
        return Said(key, title if key != "ask" else "")
    except FirstbellError:
        return Said("ask")
    return _until("lent", kiosk, loan, title, language)


def bring_back_by_scan(kiosk: Kiosk, *, code: str, by: Actor) -> Said:
    """Take the thing with this barcode back, whoever had it. Where it goes next, and for whom, is not said."""
    item = library_item(kiosk, code)
    if item is None:
        return Said("unknown_item")
    title = item.product.name
    try:
        check_in(item, condition=_as_it_was(item), by=by)
    except FirstbellError as refused:
        return Said(NOT_RETURNED.get(refused.code, "paused"), title)
    return Said("returned", title, is_done=True)


def renew_for_reader(kiosk: Kiosk, person: Person, *, loan_id: int, language: str, by: Actor) -> Said:
    """Renew one of the reader's own loans. A refusal is said, not raised."""
    related = ("item__item_type", "item__product", "organisation", "borrower")
    loan = Loan.objects.open().filter(pk=loan_id, borrower=person).select_related(*related).first()
    if loan is None:
        return Said("ask")
    title = loan.item.product.name
    try:
        renew_loan(loan, by=by)
    except Conflict as refused:
        return Said(NOT_RENEWED.get(refused.code, "ask"), title)
    except FirstbellError:
        return Said("ask", title)
    return _until("renewed", kiosk, loan, title, language)


def _until(key: str, kiosk: Kiosk, loan: Loan, title: str, language: str) -> Said:
    if loan.due_at is None:
        return Said("lent_open", title, is_done=True)
    return Said(key, title, day_of(kiosk, loan.due_at, language), is_done=True)


def _as_it_was(item: Item) -> str:
    """A machine does not look at it: the condition stays what a person said last."""
    return item.condition if item.condition != Condition.BROKEN else Condition.POOR
