"""Asking a loan back because somebody waits. For this folder only."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions._locked import locked_loan
from firstbell.circulation.actions._told import due_text, notice_ref, thing_value, told
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.events import LoanRecalled
from firstbell.circulation.models import Hold, Loan
from firstbell.circulation.queries.holds import copies_that_fit, filled, free_copies, loans_of, waiting_for
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules
from firstbell.core.actor import Actor
from firstbell.core.events import Change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.people.queries import person_key
from firstbell.rooms.queries import school_days_of, zone_of


def recall_for(unit: Change, hold: Hold, *, by: Actor) -> Loan | None:
    """Shorten the loan that is held longest, so that somebody who waits gets their turn; None when none need be.

    Never below what the rules leave everybody (``recall_after_days`` from the lending) nor the days of notice; never
    later than it was due; one loan for each who waits.
    """
    today = timezone.now().astimezone(zone_of(hold.organisation)).date()
    waiting = waiting_for(hold.product_id, today)
    free = list(free_copies(hold.product_id))
    if hold.pk not in {one.pk for one in waiting} or hold.pk in filled(waiting, free):
        return None
    loans = loans_of(copies_that_fit(hold.product, hold.organisation, hold.item))
    unserved = len(waiting) - len(filled(waiting, free))
    if sum(1 for loan in loans if loan.recalled_at is not None) >= unserved:
        return None
    for loan in loans:
        if loan.recalled_at is None and (due := _earlier(loan)) is not None:
            return _recall(unit, loan, due, by)
    return None


def _earlier(loan: Loan) -> dt.datetime | None:
    """When the loan would be due after a recall; None when it may not be recalled or is due by then anyhow."""
    rules = effective_rules(loan.organisation, loan.borrower, loan.item)
    least = rules.number("recall_after_days")
    if least is None:
        return None
    zone = zone_of(loan.organisation)
    today = timezone.now().astimezone(zone).date()
    days = school_days_of(loan.organisation, first=today, last=today + dt.timedelta(days=400))
    notice = days.add_open_days(today, rules.number("recall_notice_days") or 0) or today
    kept = loan.lent_at.astimezone(zone).date() + dt.timedelta(days=least)
    day = days.next_open(max(notice, kept)) or max(notice, kept)
    due = _at(day, rules, loan)
    return due if loan.due_at is None or due < loan.due_at else None


def _at(day: dt.date, rules: EffectiveRules, loan: Loan) -> dt.datetime:
    local = dt.datetime.combine(day, rules.time("due_time"), tzinfo=zone_of(loan.organisation))
    return local.astimezone(dt.UTC)


def _recall(unit: Change, loan: Loan, due: dt.datetime, by: Actor) -> Loan | None:
    held = locked_loan(loan)
    if not held.is_open or held.borrower is None:
        return None
    old, day = held.due_at, due.astimezone(zone_of(held.organisation)).date()
    held.due_at, held.recalled_at, held.due_before_closings = due, timezone.now(), None
    held.due_explain = [f"Due {day_text(day)} because somebody waits for it: asked back.", *held.due_explain]
    held.save(update_fields=["due_at", "recalled_at", "due_before_closings", "due_explain"])
    unit.publish(LoanRecalled(**told(held), due=due_text(held), changes={"Due": (old, due)}))
    send_notice(
        notice_ref(held),
        kind=notices.LOAN_RECALLED.key,
        to=[person_key(held.borrower.pk)],
        occasion=f"recalled {day.isoformat()}",
        values={"device": thing_value(held), "due": day, "school": held.organisation.name},
        org_path=held.organisation.scope_path,
        link=f"/circulation/loans/{held.pk}/",
        by=by,
    )
    return held
