"""What the calendar does to loans already made: a closing moves their due dates, taking it back moves them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set

from django.db.models import Q
from django.utils import timezone

from firstbell.circulation.actions._told import told
from firstbell.circulation.due_dates import closed_text, day_text
from firstbell.circulation.events import LoanDueMoved
from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY, SEARCH_LIMIT_DAYS, SchoolDays
from firstbell.core.events import Change, change
from firstbell.people.models import Organisation
from firstbell.rooms.queries import school_days_of_many, zone_of

# A due date far behind is overdue, whatever the calendar says of that day now.
_AHEAD = SEARCH_LIMIT_DAYS * ONE_DAY


def follow_calendar(organisation: Organisation, *, affected: Set[dt.date], by: Actor) -> int:
    """Bring the open loans below ``organisation`` that are due on the ``affected`` days into line with the calendar.

    A loan keeps its due date from before all closings (``due_before_closings``), so doing it twice changes
    nothing, several closings over the same day come apart again in any order, and a closing taken back gives
    the old date back, unless that is over: then the next open day. Called by the listener inside the change
    of the calendar, whose permission was checked there. Returns how many due dates moved.
    """
    loans = _loans_due(organisation, affected) if affected else []
    if not loans:
        return 0
    first, last = min(affected), max(affected)
    schools = {loan.organisation_id: loan.organisation for loan in loans}
    calendars = school_days_of_many(schools.values(), first=first - _AHEAD, last=last + _AHEAD)
    with change(by) as unit:
        moved = [loan for loan in loans if _move(loan, calendars[loan.organisation_id], unit)]
        Loan.objects.bulk_update(moved, ["due_at", "due_before_closings", "due_explain"], batch_size=500)
    return len(moved)


def _loans_due(organisation: Organisation, affected: Set[dt.date]) -> list[Loan]:
    """Open loans due on one of the days, or moved over one of them by a closing."""
    # A day more on either side: schools' midnights differ.
    earliest = dt.datetime.combine(min(affected) - ONE_DAY, dt.time.min, tzinfo=dt.UTC)
    latest = dt.datetime.combine(max(affected) + 2 * ONE_DAY, dt.time.max, tzinfo=dt.UTC)
    below = Loan.objects.open().filter(organisation__path__startswith=organisation.scope_path)
    near = Q(due_at__range=(earliest, latest)) | Q(due_before_closings__lte=latest, due_at__gte=earliest)
    related = ("organisation", "item__item_type", "borrower", "place", "stands_in_for")
    loans = below.filter(near).select_for_update(of=("self",)).select_related(*related)
    return [loan for loan in loans if _stands_on(loan, affected)]


def _stands_on(loan: Loan, affected: Set[dt.date]) -> bool:
    if loan.due_at is None:
        return False
    due = _day(loan.due_at, loan)
    own = _day(loan.due_before_closings, loan) if loan.due_before_closings is not None else due
    return any(own <= day <= due for day in affected)


def _day(moment: dt.datetime, loan: Loan) -> dt.date:
    return moment.astimezone(zone_of(loan.organisation)).date()


def _move(loan: Loan, days: SchoolDays, unit: Change) -> bool:
    """Set the due date to the first open day from its own on; say so. False when it is right already."""
    own = loan.due_before_closings or loan.due_at
    if own is None or loan.due_at is None:
        return False
    zone = zone_of(loan.organisation)
    today = timezone.now().astimezone(zone).date()
    natural = own.astimezone(zone)
    was_over = _day(loan.due_at, loan) < today
    start = natural.date() if was_over else max(natural.date(), today)
    day = days.next_open(start) or start
    target = dt.datetime.combine(day, natural.time(), tzinfo=zone)
    if target == loan.due_at or (was_over and target < loan.due_at):
        return False
    old, loan.due_at = loan.due_at, target
    loan.due_before_closings = None if target == own else own
    loan.due_explain = [*_without_moves(loan.due_explain), *_move_line(natural.date(), day, days)]
    unit.publish(LoanDueMoved(**told(loan), changes={"Due": (old, target)}))
    return True


_MARK = "The calendar changed: "


def _without_moves(lines: list[str]) -> list[str]:
    return [line for line in lines if not line.startswith(_MARK)]


def _move_line(natural: dt.date, day: dt.date, days: SchoolDays) -> list[str]:
    if day == natural:
        return []
    closed = days.closed_between(natural, day - ONE_DAY)
    why = closed_text(days, closed) if closed else "that day is over"
    return [f"{_MARK}now due {day_text(day)}, moved from {day_text(natural)}: {why}."]
