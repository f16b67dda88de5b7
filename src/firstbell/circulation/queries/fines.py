"""What being late costs by the rules: nothing, unless a school wants it. Pure reckoning over the school's days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from firstbell.circulation.due_dates import day_text
from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules
from firstbell.core.calendars import ONE_DAY, SchoolDays
from firstbell.rooms.queries import school_days_of, zone_of


@dataclass(frozen=True, slots=True)
class Fine:
    """``cents`` as the rules say, with the lines that explain it; 0 and no lines when there is none."""

    cents: int
    lines: tuple[str, ...] = ()


NO_FINE = Fine(0)


def fine_so_far(loan: Loan, *, now: dt.datetime) -> Fine:
    """The fine if it came back now; an estimate until then. No query for what is not late."""
    until = loan.returned_at or now
    if loan.due_at is None or loan.due_at >= until or loan.borrower is None:
        return NO_FINE
    rules = effective_rules(loan.organisation, loan.borrower, loan.item)
    if not rules.number("fine_cents") or Claim.objects.open().filter(loan=loan).exists():
        return NO_FINE
    zone = zone_of(loan.organisation)
    due, last = loan.due_at.astimezone(zone).date(), until.astimezone(zone).date()
    days = school_days_of(loan.organisation, first=due, last=last)
    return fine_for(due, last, rules, days, price=loan.item.product.replacement_cents)


def fine_for(due: dt.date, back: dt.date, rules: EffectiveRules, days: SchoolDays, *, price: int | None) -> Fine:
    """For a thing due on ``due`` that came ``back``: so much for each day after, once the days without a fine are over
    (then they count as well), up to the caps."""
    daily, grace = rules.number("fine_cents") or 0, rules.number("fine_grace_days") or 0
    first = due + ONE_DAY
    open_days = days.open_between(first, back) if back >= first else 0
    if not daily or open_days <= grace:
        return NO_FINE
    counts_all = rules.flag("fine_closed_days")
    count = (back - due).days if counts_all else open_days
    word = "day" if counts_all else "school day"
    cents = daily * count
    word += "" if count == 1 else "s"
    each = f"{_money(daily)} each because of {rules.because('fine_cents')}"
    lines = [f"{_money(cents)}: {count} {word} after {day_text(due)}, {each}."]
    closed = (back - due).days - open_days
    if closed and not counts_all:
        lines.append(f"Not counted: {closed} closed day{'' if closed == 1 else 's'}.")
    cap = rules.number("fine_cap_cents")
    if cap is not None and cents > cap:
        cents = cap
        lines.append(f"At most {_money(cap)} because of {rules.because('fine_cap_cents')}.")
    if price is not None and rules.flag("fine_cap_at_price") and cents > price:
        cents = price
        lines.append(f"Not more than it costs, {_money(price)}.")
    return Fine(cents, tuple(lines))


def _money(cents: int) -> str:
    return f"${cents / 100:.2f}"
