"""Which loans want a reminder today, of which kind: pure reckoning over the school's days and the reminder rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from firstbell.circulation import notices
from firstbell.circulation.models import Loan
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules
from firstbell.core.calendars import ONE_DAY, SchoolDays
from firstbell.core.models import Notice
from firstbell.people.models import Organisation
from firstbell.rooms.queries import school_days_of, zone_of

CATCH_UP = 2
"""A reminder that was missed (the machine was off) is sent up to so many school days late, then no more."""

_BACK, _AHEAD = dt.timedelta(days=120), dt.timedelta(days=40)
RELATED = ("item__item_type", "item__product", "borrower__organisation", "organisation")


@dataclass(frozen=True, slots=True)
class Reminder:
    """One loan, the kind of notice, and what makes this reminder another one than the last."""

    loan: Loan
    kind: str
    occasion: str
    tells_family: bool = False


def reminders_of(organisation: Organisation, *, now: dt.datetime) -> Iterator[Reminder]:
    """What the school's borrowers are to be told today; nothing on a closed day. What was told already is left out."""
    today = now.astimezone(zone_of(organisation)).date()
    days = school_days_of(organisation, first=today - _BACK, last=today + _AHEAD)
    if not days.is_open(today):
        return
    loans = (
        Loan.objects.open()
        .filter(organisation=organisation, borrower__isnull=False, due_at__isnull=False)
        .filter(due_at__gte=now - _BACK, due_at__lte=now + _AHEAD)
        .select_related(*RELATED)
    )
    rules = RulesOfLoans(organisation)
    wanted = [one for loan in loans if (one := reminder_of(loan, today, days, rules.of(loan))) is not None]
    told = set(
        Notice.objects.filter(
            subject_kind=Loan.KIND_REF, subject_id__in=[one.loan.pk for one in wanted], occasion__gt=""
        ).values_list("subject_id", "kind", "occasion")
    )
    yield from (one for one in wanted if (one.loan.pk, one.kind, one.occasion) not in told)


def reminder_of(loan: Loan, today: dt.date, days: SchoolDays, rules: EffectiveRules) -> Reminder | None:
    """The reminder this loan wants on that open day, by its rules."""
    assert loan.due_at is not None
    due = loan.due_at.astimezone(zone_of(loan.organisation)).date()
    if due == today:
        return _about(loan, notices.LOAN_DUE_TODAY.key, due, "today") if rules.flag("remind_on_day") else None
    if due > today:
        before = rules.number("remind_before")
        is_time = before is not None and days.open_between(today + ONE_DAY, due) == before and before > 0
        return _about(loan, notices.LOAN_DUE_SOON.key, due, "soon") if is_time else None
    late = days.open_between(due + ONE_DAY, today)
    steps = [int(step) for step in rules.text("remind_overdue").split(",") if step.strip()]
    step = max((one for one in steps if one <= late <= one + CATCH_UP), default=None)
    if step is None or late == 0:
        return None
    family = rules.number("remind_family_from")
    tells_family = family is not None and step >= family
    return _about(loan, notices.LOAN_OVERDUE.key, due, f"overdue {step}", tells_family=tells_family)


def _about(loan: Loan, kind: str, due: dt.date, what: str, *, tells_family: bool = False) -> Reminder:
    """The due date is part of the occasion: a renewed loan is reminded of anew."""
    return Reminder(loan, kind, f"{due.isoformat()} {what}", tells_family)


class RulesOfLoans:
    """Rules by what they may differ by, so that a thousand loans of one kind ask once."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._known: dict[tuple[str, str, int], EffectiveRules] = {}

    def of(self, loan: Loan) -> EffectiveRules:
        assert loan.borrower is not None
        key = (loan.borrower.kind, loan.borrower.grade, loan.item.item_type_id)
        if key not in self._known:
            self._known[key] = effective_rules(self._organisation, loan.borrower, loan.item)
        return self._known[key]
