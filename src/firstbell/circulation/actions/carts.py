"""A cart lent and taken back as one act, with all its devices; each device keeps books of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation.actions._reserved import collect, end_when_back, reopen, uncollect
from firstbell.circulation.actions._together import (
    lend_together,
    locked_items,
    open_loans,
    return_together,
    undo_lend_together,
    undo_return_together,
)
from firstbell.circulation.due_dates import END_OF_DAY, day_text
from firstbell.circulation.events import CartLendUndone, CartLent, CartReturned, CartReturnUndone
from firstbell.circulation.models import CartLoan, Loan, Reservation
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.carts import cart_load, label_of, named, open_cart_loan, why_not
from firstbell.circulation.queries.lending import calendar_for, due_for
from firstbell.circulation.queries.policies import effective_rules
from firstbell.circulation.queries.reservations import promise_of_cart
from firstbell.circulation.queries.reservations import told as reservation_text
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of


def lend_cart(
    cart: Place, *, to: Person | Place, due: dt.datetime | None = None, override_reason: str = "", by: Actor
) -> CartLoan:
    """The cart goes to a person or a room with every device that is in it, and offers one undo.

    ``due`` (aware) is the end of the period; without it the rules of the devices' type say it. What belongs in the
    cart and is not there stays out and is told in ``left_out``. What the person reserved is due when the reservation
    ends. Raises Forbidden (``circulation.loan.lend``), Conflict when the cart is out already (says with whom), is
    reserved by somebody else (code ``reserved``; passed by a reason and ``circulation.loan.override``), or nothing
    is in it, Invalid.
    """
    with change(by) as unit:
        held = _locked_cart(cart)
        by.require(CirculationPermission.LOAN_LEND, at=held.organisation.scope_path)
        _require_free(held)
        now = timezone.now()
        ready, left_out = _load(held)
        person, place = (to, None) if isinstance(to, Person) else (None, to)
        if place is not None and place.pk == held.pk:
            raise Invalid("A cart cannot go into itself.", remedy="Choose the room.", field="to")
        due_at, explain = _due(held, ready, person, due, now, by)
        mine, broken = _promise(held, person, due_at, now)
        if mine is not None and due is None:
            due_at, explain = _as_reserved(held, mine)
        _pass_promise(held, broken, override_reason, by)
        loan = _store(CartLoan(
            cart=held, organisation=held.organisation, borrower=person, place=place, lent_at=now,
            lent_by=by.name[:200], due_at=due_at, left_out=left_out, reservation=mine,
        ))  # fmt: skip
        collect(mine, now)
        parts = lend_together(unit, [_device_loan(loan, item, explain) for item in ready], by=by)
        note = _note(left_out, override_reason if broken is not None else "")
        unit.publish(CartLent(**_told(loan), to=str(to), count=len(ready), note=note))
        payload = {"cart_loan": loan.pk, "parts": parts}
        offer_undo(undo_lend_cart, payload, label=f"Lent {held.name} to {to}", by=by)
    return loan


@undo_handler
def undo_lend_cart(payload: dict[str, Any], *, by: Actor) -> None:
    """The cart is back with all its devices as if it had not left. Raises Conflict when one has moved on."""
    with change(by) as unit:
        loan = _held(CartLoan(pk=payload["cart_loan"]))
        by.require(CirculationPermission.LOAN_LEND, at=loan.organisation.scope_path)
        if not loan.is_open:
            raise Conflict(f"{loan.cart} is back since.", remedy="Nothing more to do.")
        event = CartLendUndone(**_told(loan))
        undo_lend_together(unit, payload["parts"], by=by)
        loan.delete()
        uncollect(loan.reservation_id)
        unit.publish(event)


def return_cart(
    cart_loan: CartLoan,
    *,
    count: int | None = None,
    missing: Iterable[str] = (),
    scanned: Iterable[str] | None = None,
    by: Actor,
) -> CartLoan:
    """The cart comes back: all its devices, but for the missing, which stay on loan. Offers one undo.

    Tell the missing by their tags, or ``scanned``: what is in the cart, then the rest is missing. ``count`` is what
    somebody counted; it must fit. Raises Forbidden (``circulation.loan.return``), Conflict when it is back already,
    Invalid when the count does not fit or a tag did not go out with it.
    """
    with change(by) as unit:
        held = _held(cart_loan)
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        if not held.is_open:
            raise Conflict(f"{held.cart} is back already.", remedy="Nothing more to do.")
        loans = open_loans(Loan.objects.filter(cart_loan_id=held.pk))
        absent = _absent(held, loans, missing, scanned)
        _require_count(held, loans, absent, count)
        gone = {loan.pk for loan in absent}
        now = timezone.now()
        parts = return_together(unit, [loan for loan in loans if loan.pk not in gone], now, by=by)
        held.returned_at, held.returned_by = now, by.name[:200]
        held.missing = [label_of(loan) for loan in absent]
        held.save(update_fields=["returned_at", "returned_by", "missing"])
        end_when_back(held.reservation_id, by=by)
        unit.publish(CartReturned(**_told(held), back=len(parts), count=len(loans), note=_missing_note(held)))
        payload = {"cart_loan": held.pk, "parts": parts}
        offer_undo(undo_return_cart, payload, label=f"Took back {held.cart}", by=by)
    cart_loan.returned_at, cart_loan.returned_by, cart_loan.missing = held.returned_at, held.returned_by, held.missing
    return cart_loan


@undo_handler
def undo_return_cart(payload: dict[str, Any], *, by: Actor) -> None:
    """The cart is out again. Raises Conflict when it or one of its devices was lent since."""
    with change(by) as unit:
        held = _held(CartLoan(pk=payload["cart_loan"]))
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        _locked_cart(held.cart)
        if held.is_open or open_cart_loan(held.cart) is not None:
            raise Conflict(f"{held.cart} was lent again since.", remedy="Look at its page for who has it.")
        undo_return_together(unit, payload["parts"], by=by)
        held.returned_at, held.returned_by, held.missing = None, "", []
        held.save(update_fields=["returned_at", "returned_by", "missing"])
        reopen(held.reservation_id)
        unit.publish(CartReturnUndone(**_told(held)))


def _locked_cart(cart: Place) -> Place:
    held = Place.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=cart.pk).first()
    if held is None or held.kind != Place.Kind.CART:
        raise Invalid(f"{cart} is not a cart.", remedy="Scan a cart's label.", field="cart")
    return held


def _held(cart_loan: CartLoan) -> CartLoan:
    loans = CartLoan.objects.select_for_update(of=("self",)).select_related("cart", "organisation", "borrower", "place")
    held = loans.filter(pk=cart_loan.pk).first()
    if held is None:
        raise NotFound("This loan of a cart does not exist any more.", remedy="It may have been undone.")
    return held


def _require_free(cart: Place) -> None:
    out = open_cart_loan(cart)
    if out is not None:
        since = timezone.localtime(out.lent_at)
        raise Conflict(
            f"{cart.name} is with {out.borrower or out.place} since {since:%-d %b}, {since:%-H:%M}.",
            remedy="Take it back first.",
            code="already_lent",
        )


def _load(cart: Place) -> tuple[list[Item], list[str]]:
    """What goes along, locked and looked at again, and what does not with why."""
    first = cart_load(cart)
    ready, left_out = [], [f"{item.label} ({why})" for item, why in first.left_out]
    for item in locked_items(item.pk for item in first.ready):
        why = why_not(item, cart)
        if why:
            left_out.append(f"{item.label} ({why})")
        else:
            ready.append(item)
    if not ready:
        raise Conflict(f"Nothing is in {cart.name} that could go along.", remedy="Check the cart by scanning.")
    return ready, left_out


def _due(
    cart: Place, ready: Sequence[Item], person: Person | None, due: dt.datetime | None, now: dt.datetime, by: Actor
) -> tuple[dt.datetime | None, list[str]]:
    zone = zone_of(cart.organisation)
    today = now.astimezone(zone).date()
    if due is None:
        rules = effective_rules(cart.organisation, person, ready[0].item_type)
        found = due_for(rules, cart.organisation, now=now, days=calendar_for(cart.organisation, (), today))
        return found.at, [*found.lines, f"Lent with {cart.name}."]
    if due <= now:
        raise Invalid("The last day is in the past.", remedy="Choose today or a later day.", field="due")
    return due, [f"Due {day_text(due.astimezone(zone).date(), today)}: chosen by {by.name}.", f"Lent with {cart.name}."]


def _promise(
    cart: Place, person: Person | None, due: dt.datetime | None, now: dt.datetime
) -> tuple[Reservation | None, Reservation | None]:
    zone = zone_of(cart.organisation)
    until = due.astimezone(zone).date() if due is not None else None
    return promise_of_cart(cart, person, today=now.astimezone(zone).date(), until=until)


def _as_reserved(cart: Place, mine: Reservation) -> tuple[dt.datetime, list[str]]:
    at = dt.datetime.combine(mine.last_day, END_OF_DAY, tzinfo=zone_of(cart.organisation))
    return at, [f"Due {day_text(mine.last_day)} because it is reserved until then.", f"Lent with {cart.name}."]


def _pass_promise(cart: Place, broken: Reservation | None, reason: str, by: Actor) -> None:
    if broken is None:
        return
    if not reason.strip():
        what = f"{cart.name} is" if broken.item is None else f"{broken.item.label} in {cart.name} is"
        raise Conflict(
            f"{what} reserved: {reservation_text(broken)}.",
            remedy="Take another cart, or lend it all the same with a reason.",
            code="reserved",
        )
    by.require(CirculationPermission.LOAN_OVERRIDE, at=cart.organisation.scope_path)


def _store(loan: CartLoan) -> CartLoan:
    try:
        with transaction.atomic():
            loan.save(force_insert=True)
    except IntegrityError:
        raise Conflict(f"{loan.cart} was lent a moment ago.", remedy="Scan it again to see with whom.") from None
    return loan


def _device_loan(cart_loan: CartLoan, item: Item, explain: list[str]) -> Loan:
    return Loan(
        item=item,
        borrower=cart_loan.borrower,
        place=cart_loan.place,
        organisation=cart_loan.organisation,
        purpose=Loan.Purpose.CHECKOUT,
        lent_at=cart_loan.lent_at,
        lent_by=cart_loan.lent_by,
        due_at=cart_loan.due_at,
        due_explain=explain,
        cart_loan=cart_loan,
    )


def _absent(held: CartLoan, loans: Sequence[Loan], missing: Iterable[str], scanned: Iterable[str] | None) -> list[Loan]:
    if scanned is not None:
        here, _strangers = named(loans, scanned)
        return [loan for loan in loans if loan.pk not in {one.pk for one in here}]
    absent, unknown = named(loans, missing)
    if unknown:
        raise Invalid(
            f"“{unknown[0]}” is not out with {held.cart}.", remedy="Name tags that went out with it.", field="missing"
        )
    return absent


def _require_count(held: CartLoan, loans: Sequence[Loan], absent: Sequence[Loan], count: int | None) -> None:
    expected = len(loans) - len(absent)
    if count is None or count == expected:
        return
    if count < expected:
        raise Invalid(
            f"{count} counted, but {len(loans)} went out and {len(absent)} are named as missing.",
            remedy="Tick the missing ones, or scan what is in the cart.",
            field="count",
        )
    raise Invalid(
        f"{count} counted, but only {expected} of {held.cart} can be there.",
        remedy="Count again: something in it may belong elsewhere. Check the cart by scanning.",
        field="count",
    )


def _told(loan: CartLoan) -> dict[str, Any]:
    about = [one.ref for one in (loan.borrower, loan.place) if one is not None]
    return {"subject": loan.cart.ref, "org_path": loan.organisation.scope_path, "about": tuple(about)}


def _note(left_out: Sequence[str], override_reason: str) -> str:
    parts = [f"Not in it: {', '.join(left_out)}"] if left_out else []
    if override_reason:
        parts.append(f"Overridden (reserved): {override_reason.strip()}")
    return " · ".join(parts)


def _missing_note(held: CartLoan) -> str:
    return f"missing: {', '.join(held.missing)}" if held.missing else ""
