"""Renewing by itself, in the evening before the due date, where the rules say so and nothing speaks against it."""

from __future__ import annotations

import datetime as dt

from firstbell.circulation import notices
from firstbell.circulation.actions._locked import locked_loan
from firstbell.circulation.actions._told import notice_ref, thing_value
from firstbell.circulation.actions.loans import LendingRefused
from firstbell.circulation.actions.renewals import renew_loan
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import standing_of
from firstbell.circulation.queries.policies import EffectiveRules
from firstbell.circulation.queries.reminders import RELATED, RulesOfLoans
from firstbell.circulation.refusals import renewal_words
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Value
from firstbell.people.models import Organisation
from firstbell.people.queries import person_key
from firstbell.rooms.queries import zone_of

#: Of these the reader is told, in the words of ``refusals``; of the others they know, or there is nothing to say.
TOLD = frozenset({"too_many", "on_reserve", "recalled", "reserved", "restriction", "fees", "membership_ended"})


def renew_due_loans(organisation: Organisation, *, now: dt.datetime, by: Actor) -> int:
    """Renew what is due tomorrow (or still today) and may be; returns how many were.

    The new loan is counted from the due date, as if the reader had come on that day. Each is a change of its own; the
    same evening a second time does nothing. Loans in hours, kits' parts and what goes with a cart stay as they are.
    Raises Forbidden (``circulation.loan.renew``).
    """
    by.require(CirculationPermission.LOAN_RENEW, at=organisation.scope_path)
    zone = zone_of(organisation)
    end = dt.datetime.combine(now.astimezone(zone).date() + 2 * ONE_DAY, dt.time(), tzinfo=zone)
    due = Loan.objects.open().filter(organisation=organisation, borrower__isnull=False, part_of=None, cart_loan=None)
    due = due.filter(billed_on=None, due_at__gte=now, due_at__lt=end).select_related(*RELATED).order_by("pk")
    rules = RulesOfLoans(organisation)
    return sum(_renew(loan, rules.of(loan), by) for loan in due if _wants(rules.of(loan)))


def _wants(rules: EffectiveRules) -> bool:
    return rules.flag("auto_renew") and rules.text("loan_unit") in {"days", "visits"}


def _renew(loan: Loan, rules: EffectiveRules, by: Actor) -> int:
    assert loan.borrower is not None
    assert loan.due_at is not None
    due = loan.due_at.astimezone(zone_of(loan.organisation)).date()
    try:
        with change(by):
            held = locked_loan(loan)
            if not held.is_open or held.due_at != loan.due_at:
                return 0  # somebody was quicker
            _require_all_right(held, rules, due)
            renewed = renew_loan(held, by=by, at=loan.due_at)
            line = f"Renewed by itself: {rules.because('auto_renew')}; counted from {day_text(due)}."
            renewed.due_explain = [*renewed.due_explain, line]
            renewed.save(update_fields=["due_explain"])
            _tell(renewed, notices.LOAN_RENEWED.key, by)
    except Conflict as refusal:
        if refusal.code in TOLD or isinstance(refusal, LendingRefused):
            with change(by):
                _tell(loan, notices.LOAN_NOT_RENEWED.key, by, reason=renewal_words(refusal.code))
        return 0
    return 1


def _require_all_right(loan: Loan, rules: EffectiveRules, due: dt.date) -> None:
    """What a person at the desk would ask before renewing, beyond what ``renew_loan`` asks. Raises Conflict."""
    assert loan.borrower is not None
    if Claim.objects.open().filter(loan=loan).exists():
        raise Conflict("It is being looked for.", code="claimed")
    standing = standing_of(loan.borrower, today=due)
    if loan.borrower.withdrawn_on is not None or (standing.last_day is not None and standing.last_day <= due):
        raise Conflict("The borrower leaves.", code="membership_ended")
    limit = rules.number("fee_block_cents")
    if limit is not None and 0 < standing.balance_cents >= limit:
        raise Conflict("The borrower owes something.", code="fees")


def _tell(loan: Loan, kind: str, by: Actor, **more: Value) -> None:
    """Once for each due date."""
    assert loan.borrower is not None
    assert loan.due_at is not None
    due = loan.due_at.astimezone(zone_of(loan.organisation)).date()
    send_notice(
        notice_ref(loan),
        kind=kind,
        to=[person_key(loan.borrower.pk)],
        occasion=f"renewing {due.isoformat()}",
        values={"device": thing_value(loan), "due": due, "school": loan.organisation.name, **more},
        org_path=loan.organisation.scope_path,
        link=f"/circulation/loans/{loan.pk}/",
        by=by,
    )
