"""What the rules charge by themselves: being late at return, the price of what never came; and giving that back."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.actions._locked import locked_loan
from firstbell.circulation.actions._told import told
from firstbell.circulation.actions.fees import enter_charge, enter_credit
from firstbell.circulation.events import LoanBilled, LossEnded
from firstbell.circulation.models import Claim, FeeEntry, Loan, LoanCharge
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.fees import balance_of, returnable_cents
from firstbell.circulation.queries.fines import fine_so_far
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core.actor import Actor, system_actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.inventory.actions import change_status
from firstbell.inventory.models import ItemType, Status
from firstbell.rooms.queries import school_days_of, zone_of

Kind = LoanCharge.Kind
_BACK = dt.timedelta(days=800)


def settle_money(loan: Loan, now: dt.datetime, *, by: Actor) -> list[FeeEntry]:
    """At return, inside its change: the fine for being late; of what was taken for lost, the price back instead.

    ``loan`` is the locked row, its ``returned_at`` set. Gives the entries made, for undo.
    """
    if loan.borrower is None or loan.part_of_id is not None:
        return []
    if loan.billed_on is not None:
        entry = _refund(loan, now, by)
        return [entry] if entry is not None else []
    fine = fine_so_far(loan, now=now)
    if not fine.cents:
        return []
    entry = enter_charge(
        loan.borrower, cents=fine.cents, reason=fine.lines[0], item=loan.item, loan=loan, where=loan.organisation,
        kind=Kind.OVERDUE, by=by,
    )  # fmt: skip
    return [entry]


def _refund(loan: Loan, now: dt.datetime, by: Actor) -> FeeEntry | None:
    """As much of the price as the rules give back, to whom it was charged, whoever brings the thing."""
    charge = LoanCharge.objects.filter(loan=loan, kind=Kind.LOST).select_related("entry").first()
    if charge is None or loan.billed_on is None or hasattr(charge.entry, "reversed_by"):
        return None
    rules = effective_rules(loan.organisation, loan.borrower, loan.item)
    within, percent = rules.number("lost_refund_days"), rules.number("lost_refund_percent") or 0
    today = now.astimezone(zone_of(loan.organisation)).date()
    if within is not None and (today - loan.billed_on).days > within:
        return None
    cents = min(charge.entry.cents * min(percent, 100) // 100, returnable_cents(charge.entry, loan.borrower))
    return enter_credit(charge.entry, cents=cents, loan=loan, by=by) if cents else None


def bill_losses(*, by: Actor, now: dt.datetime | None = None) -> int:
    """Charge the price of what is overdue for so long that it counts as lost; returns how many.

    The loan stays open, the thing is lost: it can be found. Raises Forbidden (``circulation.fee.charge`` at each school).
    """
    moment = now or timezone.now()
    late = Loan.objects.open().filter(due_at__lt=moment, borrower__isnull=False, billed_on=None, part_of=None)
    late = late.exclude(claims__state="open").filter(item__status=Status.ON_LOAN)
    related = ("organisation", "borrower", "item__item_type", "item__product")
    count = 0
    for loan in late.select_related(*related).order_by("pk").iterator(chunk_size=500):
        if _is_lost(loan, moment):
            by.require(CirculationPermission.FEE_CHARGE, at=loan.organisation.scope_path)
            count += _bill(loan, moment, by)
    return count


def bill_loss(loan: Loan, *, by: Actor) -> Loan:
    """Take it for lost now and charge its price, as the clock would later; found again, it is given back by the rules.

    Raises Forbidden (``circulation.library_fee.charge`` at the school; of other things ``circulation.fee.charge``),
    Conflict when it is back, counts as lost already, is being looked for, or is lent to nobody.
    """
    path = loan.organisation.scope_path
    is_library = loan.item.item_type.purpose == ItemType.Purpose.LIBRARY
    may = CirculationPermission.LIBRARY_FEE_CHARGE if is_library else CirculationPermission.FEE_CHARGE
    by.require(may, at=path)
    if Claim.objects.open().filter(loan=loan).exists():
        raise Conflict("It is said to be back and is being looked for.", remedy="Settle that first.", code="claimed")
    if not _bill(loan, timezone.now(), by, as_whom=system_actor("the rules of losses", via=by.via)):
        raise Conflict("It is back, or counts as lost already.", remedy="Load the page again.", code="no_checkout")
    loan.refresh_from_db(fields=["billed_on"])
    return loan


def _is_lost(loan: Loan, now: dt.datetime) -> bool:
    assert loan.due_at is not None
    after = effective_rules(loan.organisation, loan.borrower, loan.item).number("lost_after_days")
    if not after:
        return False
    zone = zone_of(loan.organisation)
    due, today = loan.due_at.astimezone(zone).date(), now.astimezone(zone).date()
    days = school_days_of(loan.organisation, first=max(due, today - _BACK), last=today)
    return days.open_between(due + dt.timedelta(days=1), today) >= after


def _bill(loan: Loan, now: dt.datetime, by: Actor, as_whom: Actor | None = None) -> int:
    """``as_whom`` changes the thing's status: that it is lost follows from the loan, not from a right of its own."""
    with change(by) as unit:
        held = locked_loan(loan)
        if not held.is_open or held.billed_on is not None or held.borrower is None:
            return 0
        held.billed_on = now.astimezone(zone_of(held.organisation)).date()
        held.save(update_fields=["billed_on"])
        _lose(held, as_whom or by)
        price = held.item.product.replacement_cents
        if price:
            reason = f"{held.item.product.name} {held.item.label} did not come back"
            enter_charge(
                held.borrower, cents=price, reason=reason, item=held.item, loan=held, where=held.organisation,
                kind=Kind.LOST, by=by,
            )  # fmt: skip
        unit.publish(LoanBilled(**told(held), note="" if price else "It has no price: nothing was charged"))
    return 1


def _lose(loan: Loan, by: Actor) -> None:
    said = {"last_seen": "Overdue for longer than the rules allow", "reporter": by.name}
    change_status(loan.item, Status.MISSING, details=said, by=by)
    ended = {"search_ended": timezone.localdate(), "letter_sent": False}
    change_status(loan.item, Status.LOST, details=ended, by=by)


def close_losses(*, by: Actor, now: dt.datetime | None = None) -> int:
    """End loans of lost things whose time for giving money back is over and whose price is paid; returns how many.

    What is still owed keeps the loan. The thing stays lost. Raises Forbidden (``circulation.loan.return``).
    """
    moment = now or timezone.now()
    lost = Loan.objects.open().filter(billed_on__isnull=False, borrower__isnull=False)
    count = 0
    for loan in lost.select_related("organisation", "borrower", "item__item_type").order_by("pk"):
        within = effective_rules(loan.organisation, loan.borrower, loan.item).number("lost_refund_days")
        assert loan.billed_on is not None
        assert loan.borrower is not None
        if within is None or (moment.date() - loan.billed_on).days <= within or balance_of(loan.borrower) > 0:
            continue
        by.require(CirculationPermission.LOAN_RETURN, at=loan.organisation.scope_path)
        with change(by) as unit:
            held = locked_loan(loan)
            if not held.is_open:
                continue
            held.returned_at, held.returned_by = moment, by.name[:200]
            held.save(update_fields=["returned_at", "returned_by"])
            unit.publish(LossEnded(**told(held)))
            count += 1
    return count
