"""Taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.circulation.actions._accessories import reopen_lines, take_back_lines
from firstbell.circulation.actions._locked import keep_in_step, locked_loan
from firstbell.circulation.actions._parts import return_parts
from firstbell.circulation.actions._reserved import end_when_back, reopen
from firstbell.circulation.actions._routing import NextStep, route
from firstbell.circulation.actions._together import undo_return_together
from firstbell.circulation.actions._told import holder_name, is_private, told, unnamed
from firstbell.circulation.actions.fees import mirror_entry
from firstbell.circulation.actions.fines import settle_money
from firstbell.circulation.due_dates import END_OF_DAY
from firstbell.circulation.events import ClaimSettled, ItemReturned, ReturnUndone
from firstbell.circulation.models import Claim, FeeEntry, Hold, Loan, Transit
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.desks import at_desk, desk_for
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import Change, change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.actions import receive_item, restore_item
from firstbell.inventory.models import Condition, Item
from firstbell.inventory.queries import state_of
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import school_days_of, zone_of

_DROP_BACK = dt.timedelta(days=120)


def return_item(
    loan: Loan,
    *,
    condition: str = Condition.GOOD,
    place: Place | None = None,
    accessories_missing: Iterable[str] = (),
    parts_missing: Iterable[str] = (),
    organisation: Organisation | None = None,
    from_book_drop: bool = False,
    by: Actor,
    at: dt.datetime | None = None,
) -> Loan:
    """Take the item back, in ``condition``, and offer undo. ``place`` is where it is put, by default its home.

    ``accessories_missing`` are the codes of what did not come with it and stays owed; all the rest came back.
    ``parts_missing`` are barcodes of parts of a kit that did not come with it: they stay on loan.

    ``at`` backdates it, never before the lending nor into the future; ``from_book_drop`` to the last school day: it may
    have lain there since. ``organisation`` is where it came back, by default the thing's own school, or
    that of the district whose desk the actor serves (``queries.desks``). What the rules
    charge for being late is charged, what was taken for lost is given back. Afterwards ``loan.next_step`` says where the
    thing goes (``actions.NextStep``): to whoever waits for it, home, or to its place.

    Raises Forbidden (``circulation.loan.return``), Conflict when it was taken back already, Invalid.
    """
    if condition not in Condition.values:
        known = ", ".join(Condition.values)
        raise Invalid(f"“{condition}” is not a condition.", remedy=f"Use one of: {known}.", field="condition")
    with change(by) as unit:
        held = locked_loan(loan)
        where = organisation or desk_for(held.item, by, CirculationPermission.LOAN_RETURN)
        asked_by, by = by, at_desk(by, held.item, where, held.organisation)
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        by = unnamed(unit, by, held.item.item_type, held.borrower)
        now = _moment(at, held) if not from_book_drop else _last_open_moment(where, held)
        _require_open(held)
        before = state_of(held.item)
        held.returned_at, held.returned_by, held.return_condition = now, by.name[:200], condition
        held.save(update_fields=["returned_at", "returned_by", "return_condition"])
        receive_item(held.item, condition=condition, place=place, by=by)
        lines, missing = take_back_lines(held, accessories_missing, now, by=by)
        parts, out = return_parts(unit, held, parts_missing, now, by=by)
        end_when_back(held.reservation_id, by=by)
        found = _close_claim(unit, held)
        money = settle_money(held, now, by=by)
        step = _route(unit, held, where, by)
        absent = [*(line.name for line in missing), *(one.item.label for one in out)]
        unit.publish(ItemReturned(**told(held), whose=holder_name(held), note=_note(held, absent)))
        payload = {"loan": held.pk, "before": before, "status": held.item.status, "lines": lines, "parts": parts}
        payload |= {"money": [entry.pk for entry in money], "claim": found, "at": where.pk}
        offer_undo(undo_return, payload, label=f"Took back {held.item.label}", by=asked_by)
    keep_in_step(loan, held)
    loan.next_step = step  # type: ignore[attr-defined]
    return loan


def _route(unit: Change, held: Loan, where: Organisation, by: Actor) -> NextStep:
    """One question where nobody waits and it came back where it belongs."""
    item = held.item
    is_wanted = prepared.row(_holds_for, product=item.product_id) is not None
    if is_wanted or where.pk != item.organisation_id:
        thing = Item.objects.select_related("organisation", "item_type", "product", "place").get(pk=item.pk)
        return route(unit, thing, at=where, by=by)
    if item.status not in IN_STOCK:
        return NextStep("aside", f"{item.label}: {item.get_status_display().lower()}.")
    return NextStep("shelf", f"{item.label} goes back to its place.")


def _holds_for(product: int) -> QuerySet[Hold, int]:
    return Hold.objects.open().filter(product_id=product).order_by().values_list("pk", flat=True)[:1]


def _claims_of(loan: int) -> QuerySet[Claim]:
    return Claim.objects.open().filter(loan_id=loan).order_by("pk")[:1]


def _close_claim(unit: Change, held: Loan) -> int | None:
    """It was said to be returned, and here it is."""
    claim = prepared.row(_claims_of, loan=held.pk)
    if claim is None:
        return None
    claim.state = Claim.State.FOUND
    claim.save(update_fields=["state"])
    unit.publish(
        ClaimSettled(
            subject=held.item.ref, org_path=held.organisation.scope_path, claim_id=claim.pk, how="It was found"
        )
    )
    return claim.pk


def _last_open_moment(where: Organisation, loan: Loan) -> dt.datetime:
    """The end of the last school day before today, but not before it was lent."""
    now = timezone.now()
    zone = zone_of(where)
    today = now.astimezone(zone).date()
    day = school_days_of(where, first=today - _DROP_BACK, last=today).previous_open(today - ONE_DAY)
    if day is None:
        return now
    moment = dt.datetime.combine(day, END_OF_DAY, tzinfo=zone)
    return moment if moment > loan.lent_at else now


@undo_handler
def undo_return(payload: dict[str, Any], *, by: Actor) -> None:
    """Open the loan again. Raises Conflict when the item was lent again or has moved on."""
    with change(by) as unit:
        held = locked_loan(Loan(pk=payload["loan"]))
        where = Organisation.objects.filter(pk=payload.get("at") or 0).first() or held.item.organisation
        by = at_desk(by, held.item, where, held.organisation)
        by.require(CirculationPermission.LOAN_RETURN, at=held.organisation.scope_path)
        by = unnamed(unit, by, held.item.item_type, held.borrower)
        if held.borrower_id is None and held.place_id is None:
            raise Conflict("Nobody knows any more who had it.", remedy="Lend it again.")
        Item.objects.select_for_update(of=("self",)).get(pk=held.item_id)
        if held.is_open or Loan.objects.open().filter(item_id=held.item_id).exists():
            raise Conflict(f"{held.item.label} has been lent again since.", remedy="Look at its page for who has it.")
        _take_money_back(payload.get("money", []), by)
        _unroute(held.item)
        Claim.objects.filter(pk=payload.get("claim") or 0, loan=held).update(state=Claim.State.OPEN)
        undo_return_together(unit, payload.get("parts", []), by=by)
        reopen_lines(held, payload.get("lines", []), by=by)
        restore_item(held.item, state=payload["before"], expected=payload["status"], by=by)
        held.returned_at, held.returned_by, held.return_condition = None, "", ""
        held.save(update_fields=["returned_at", "returned_by", "return_condition"])
        reopen(held.reservation_id)
        unit.publish(ReturnUndone(**told(held)))


def _take_money_back(entries: list[int], by: Actor) -> None:
    """What the return charged or gave back, by its mirror image; whoever may undo the return need not be allowed more."""
    for entry in FeeEntry.objects.filter(pk__in=entries).select_related("person", "organisation", "item", "loan"):
        mirror_entry(entry, reason="Undone", by=by)


def _unroute(item: Item) -> None:
    """It is out again: nobody has it set aside, and it is not on its way."""
    waiting = {"copy": None, "state": Hold.State.WAITING, "ready_on": None, "keep_until": None}
    Hold.objects.open().filter(copy=item).update(**waiting)
    Transit.objects.open().filter(item=item).update(ended_at=timezone.now())


def _require_open(loan: Loan) -> None:
    if loan.returned_at is None:
        return
    local = loan.returned_at.astimezone(zone_of(loan.organisation))
    raise Conflict(
        f"{loan.item.label} was already taken back on {local:%a} {local:%b} {local.day}, {local:%H:%M}"
        f" by {loan.returned_by}.",
        remedy="Nothing more to do.",
        code="is_back",
    )


def _moment(at: dt.datetime | None, loan: Loan) -> dt.datetime:
    now = timezone.now()
    if at is not None and not loan.lent_at <= at <= now:
        raise Invalid("That moment is not between the lending and now.", remedy="Leave it empty for now.", field="at")
    return at or now


def _note(loan: Loan, missing: Sequence[str]) -> str:
    # Of a private type not even that it was late: a fine of that day would tell whose it was.
    is_kept_quiet = is_private(loan) or loan.due_at is None or loan.returned_at is None
    late = not is_kept_quiet and loan.returned_at > loan.due_at  # type: ignore[operator]
    parts = [f"Condition: {Condition(loan.return_condition).label.lower()}", "after the due date" if late else ""]
    if missing:
        parts.append(f"missing: {', '.join(missing)}")
    return ", ".join(part for part in parts if part)
