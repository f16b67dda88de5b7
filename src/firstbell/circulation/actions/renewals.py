"""Renewing a loan, and turning a loaner into the borrower's own device."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions._kept_apart import keep_apart
from firstbell.circulation.actions._locked import keep_in_step, locked_loan
from firstbell.circulation.actions._told import due_text, exception_note, holder_name, told, unnamed
from firstbell.circulation.actions.loans import LendingRefused
from firstbell.circulation.due_dates import DueDate, day_text
from firstbell.circulation.events import LoanConverted, LoanRenewed, RenewalUndone
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import standing_of
from firstbell.circulation.queries.findings import Finding
from firstbell.circulation.queries.guards import Asked, guarded
from firstbell.circulation.queries.holds import is_needed
from firstbell.circulation.queries.lending import calendar_for, due_for
from firstbell.circulation.queries.loans import due_of, renews_own
from firstbell.circulation.queries.overrides import require_override
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules
from firstbell.circulation.queries.reservations import promise_at
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.inventory.actions import hand_out_item
from firstbell.inventory.models import ItemType, Status
from firstbell.rooms.queries import zone_of

GONE = (Status.MISSING, Status.LOST, Status.STOLEN)


def renew_loan(
    loan: Loan, *, override_reason: str = "", has_happened: bool = False, by: Actor, at: dt.datetime | None = None
) -> Loan:
    """Count the loan anew from now. The new due date is never earlier than the old one.

    Raises Forbidden (``circulation.loan.renew``; readers may renew what they have of the library), Conflict with one of the codes ``no_checkout`` (not lent
    any more), ``item_denied_renewal`` (no due date, or the item is gone), ``too_many``, ``too_soon``,
    ``overdue``, ``withdrawn``, ``restriction`` (a block), ``recalled``, ``on_reserve`` (a hold that only this copy can fill),
    ``reserved`` (for days before the new date), ``not_later``. With a reason and ``circulation.loan.override``,
    all but no_checkout, item_denied_renewal and not_later can be passed. What rooms above say against it (``queries.guards``:
    it may have been said after the lending) raises LendingRefused, and is passed, or with ``has_happened`` only
    written down, as in ``lend_item``.
    """
    with change(by) as unit:
        held = locked_loan(loan)
        where = held.organisation
        _require_right(held, by)
        by = unnamed(unit, by, held.item.item_type, held.borrower)
        now = at or timezone.now()
        today = now.astimezone(zone_of(where)).date()
        _require_renewable(held)
        rules = effective_rules(where, held.borrower, held.item)
        standing = standing_of(held.borrower, today=today) if held.borrower is not None else None
        days = calendar_for(where, (held,), today)
        last_day = standing.last_day if standing is not None else None
        due = due_for(rules, where, now=now, days=days, last_day=last_day, is_renewal=True, person=held.borrower)
        refusal = _refusal(held, rules, standing.block_reason if standing is not None else "", now)
        refusal = refusal or _promised(held, due, today, by)
        if refusal is not None:
            if not override_reason.strip():
                raise refusal
            require_override(by, held.item.item_type, at=where.scope_path)
        _require_not_kept_back(quiet := _kept_back(held, today, by), held, override_reason, has_happened, by)
        old = held.due_at
        _require_later(held, due, today)
        held.due_at, held.due_explain, held.due_before_closings = due.at, list(due.lines), None
        held.renewals, held.recalled_at = held.renewals + 1, None
        keep_apart(held, quiet, "" if has_happened else override_reason, at=now, by=by)
        held.save(update_fields=["due_at", "due_explain", "due_before_closings", "renewals", "recalled_at"])
        note = exception_note([refusal.code], override_reason, held.item) if refusal is not None else ""
        unit.publish(LoanRenewed(**told(held), due=due_text(held), changes={"Due": (old, held.due_at)}, note=note))
    keep_in_step(loan, held)
    return loan


def _kept_back(loan: Loan, today: dt.date, by: Actor) -> list[Finding]:
    """What rooms above say against it, asked as with lending."""
    if loan.borrower is None:
        return []
    asked = Asked(loan.item.product_id, loan.item, loan.borrower, loan.organisation, today, by)
    return guarded(asked, loan.item.item_type)


def _require_not_kept_back(quiet: list[Finding], loan: Loan, reason: str, has_happened: bool, by: Actor) -> None:
    """What rooms above say is passed with a reason by whoever may, or has happened already."""
    if quiet and has_happened:
        require_override(by, loan.item.item_type, at=loan.organisation.scope_path)
    elif quiet and not (reason.strip() and all(one.overridable for one in quiet)):
        raise LendingRefused(quiet)


def _require_right(loan: Loan, by: Actor) -> None:
    if not renews_own(loan, by):
        by.require(CirculationPermission.LOAN_RENEW, at=loan.organisation.scope_path)


def undo_renewal(loan: Loan, *, before: dict[str, Any], after: dict[str, Any], by: Actor) -> Loan:
    """Take a renewal back: the due date is ``before`` again (both as ``due_of`` gives them).

    Raises Conflict when the loan is over or is not ``after`` any more, Forbidden (``circulation.loan.renew``).
    """
    with change(by) as unit:
        held = locked_loan(loan)
        _require_right(held, by)
        by = unnamed(unit, by, held.item.item_type, held.borrower)
        _require_open(held)
        if due_of(held) != after:
            raise Conflict(f"The due date of {held.item.label} has changed since.", remedy="Look at the loan.")
        old = held.due_at
        for name in ("due_at", "due_before_closings"):
            setattr(held, name, dt.datetime.fromisoformat(before[name]) if before[name] is not None else None)
        held.due_explain, held.renewals = before["due_explain"], before["renewals"]
        held.save(update_fields=["due_at", "due_explain", "due_before_closings", "renewals"])
        unit.publish(RenewalUndone(**told(held), changes={"Due": (old, held.due_at)}))
    keep_in_step(loan, held)
    return loan


def convert_loan(loan: Loan, *, item_type: ItemType | None = None, by: Actor) -> Loan:
    """The loaner becomes the borrower's own device: the loan stays open as an assignment.

    ``item_type`` is the type whose rules give the new due date (usually the one-to-one type); without it
    there is none: it is asked back. Raises Forbidden (``circulation.loan.lend``), Conflict when the loan is
    over, is to a place, or is an assignment already.
    """
    with change(by) as unit:
        held = locked_loan(loan)
        where = held.organisation
        by.require(CirculationPermission.LOAN_LEND, at=where.scope_path)
        _require_open(held)
        if held.borrower is None:
            raise Conflict("It was put out to a place, not to a person.", remedy="Move it on its page instead.")
        if held.purpose == Loan.Purpose.ASSIGNMENT:
            raise Conflict(f"{held.item.label} already is {held.borrower.name}'s own.", remedy="Nothing more to do.")
        old_purpose, old_due = held.get_purpose_display(), held.due_at
        due = _converted_due(held, item_type, by)
        held.purpose, held.due_at, held.due_explain = Loan.Purpose.ASSIGNMENT, due.at, list(due.lines)
        held.due_before_closings = held.stands_in_for = None
        held.save(update_fields=["purpose", "due_at", "due_explain", "due_before_closings", "stands_in_for"])
        hand_out_item(held.item, to_person=held.borrower, purpose=held.purpose, by=by)
        changes = {"Purpose": (old_purpose, held.get_purpose_display()), "Due": (old_due, held.due_at)}
        unit.publish(LoanConverted(**told(held), to=holder_name(held), changes=changes))
    keep_in_step(loan, held)
    return loan


def _require_open(loan: Loan) -> None:
    if not loan.is_open:
        raise Conflict(f"{loan.item.label} is not lent any more.", remedy="Lend it again.", code="no_checkout")


def _require_renewable(loan: Loan) -> None:
    _require_open(loan)
    if loan.due_at is None:
        raise Conflict("This loan has no due date to renew.", remedy="Nothing to do.", code="item_denied_renewal")
    if loan.item.status in GONE:
        status = loan.item.get_status_display().lower()
        raise Conflict(
            f"{loan.item.label} is {status}.", remedy="Record that it was found first.", code="item_denied_renewal"
        )


def _refusal(loan: Loan, rules: EffectiveRules, block: str, now: dt.datetime) -> Conflict | None:
    """The first reason against renewing that a person with the right may pass."""
    allowed = rules.number("renewals_allowed")
    if allowed is not None and loan.renewals >= allowed:
        text = f"Renewed {loan.renewals} times; {allowed} allowed ({rules.because('renewals_allowed')})."
        return Conflict(text, remedy="Take it back and lend it again, or override.", code="too_many")
    if loan.borrower is not None and loan.borrower.withdrawn_on is not None:
        text = f"The borrower left on {day_text(loan.borrower.withdrawn_on)}."
        return Conflict(text, remedy="Take it back, or override with a reason.", code="withdrawn")
    if block:
        return Conflict(f"The borrower is blocked: {block}.", remedy="Lift the block, or override.", code="restriction")
    if loan.due_at is not None and loan.due_at < now and not rules.flag("renew_overdue"):
        return Conflict("It is overdue.", remedy="Take it back first, or override with a reason.", code="overdue")
    held_back = _waited_for(loan, rules, now)
    if held_back is not None:
        return held_back
    return _too_soon(loan, rules, now)


def _too_soon(loan: Loan, rules: EffectiveRules, now: dt.datetime) -> Conflict | None:
    opens = rules.number("renewal_opens")
    if opens is not None and loan.due_at is not None:
        zone = zone_of(loan.organisation)
        first = loan.due_at.astimezone(zone).date() - dt.timedelta(days=opens)
        if now.astimezone(zone).date() < first:
            text = f"Renewing opens on {day_text(first)}."
            return Conflict(text, remedy="Come back then, or override.", code="too_soon")
    return None


def _waited_for(loan: Loan, rules: EffectiveRules, now: dt.datetime) -> Conflict | None:
    is_recalled = loan.recalled_at is not None
    waiting = is_needed(
        loan.item, now.astimezone(zone_of(loan.organisation)).date(), but=loan.borrower,
        strictly=is_recalled or rules.text("renew_while_waiting") == "never",
    )  # fmt: skip
    if waiting is not None and is_recalled:
        return Conflict(
            "It is asked back: somebody waits for it.", remedy="Take it back, or override.", code="recalled"
        )
    if waiting is not None:
        text = f"Somebody waits for it (hold {waiting.pk}), and no other free copy is left for them."
        return Conflict(text, remedy="Take it back when it is due, or override.", code="on_reserve")
    return None


def _promised(loan: Loan, due: DueDate, today: dt.date, by: Actor) -> Conflict | None:
    """Somebody reserved the very thing, or its cart, for days before the new date."""
    until = due.at.astimezone(zone_of(loan.organisation)).date() if due.at is not None else None
    promise = promise_at(loan.item, loan.borrower, loan.organisation, today=today, until=until, by=by)
    if promise.broken is None or promise.broken.item_type_id is not None:
        return None
    return Conflict(promise.why, remedy="Take it back when it is due, or override.", code="reserved")


def _require_later(loan: Loan, due: DueDate, today: dt.date) -> None:
    if due.at is not None and loan.due_at is not None and due.at <= loan.due_at:
        current = day_text(loan.due_at.astimezone(zone_of(loan.organisation)).date(), today)
        raise Conflict(
            f"Renewing now would not give a later date than {current}.",
            remedy="Renew it nearer to its due date.",
            code="not_later",
        )


def _converted_due(loan: Loan, item_type: ItemType | None, by: Actor) -> DueDate:
    if item_type is None:
        return DueDate(None, (f"No due date: made the borrower's own by {by.name}.",))
    if item_type.purpose != ItemType.Purpose.ASSIGNMENT:
        raise Invalid(f"{item_type.name} is not a type that is assigned.", remedy="Choose another.", field="item_type")
    now = timezone.now()
    today = now.astimezone(zone_of(loan.organisation)).date()
    rules = effective_rules(loan.organisation, loan.borrower, item_type)
    return due_for(rules, loan.organisation, now=now, days=calendar_for(loan.organisation, (), today))
