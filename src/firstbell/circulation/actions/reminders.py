"""Remind borrowers: once on each school day that the rules name, or now because somebody pressed the button."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count
from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions._told import notice_ref, thing_value
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.reminders import Reminder, reminders_of
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY, SchoolDays
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Value
from firstbell.core.notifications.recipients import holders
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import family_keys, person_key
from firstbell.rooms.queries import zone_of


def send_reminders(organisation: Organisation, *, now: dt.datetime, by: Actor) -> int:
    """Tell the school's borrowers (and families) what today's rules say; returns how many were told anew.

    Each loan is a change of its own, so that a long list never holds up the counter. Running it twice tells nobody twice.
    """
    by.require(CirculationPermission.LOAN_REMIND, at=organisation.scope_path)
    return sum(_tell(reminder, by) for reminder in reminders_of(organisation, now=now))


def remind_borrower(loan: Loan, *, by: Actor) -> int:
    """Remind now, at most once a day by hand: the borrower, and for an overdue loan the family.

    Raises Forbidden (``circulation.loan.remind``), Conflict when it is back, Invalid without a borrower, and Conflict when
    it was done today already.
    """
    by.require(CirculationPermission.LOAN_REMIND, at=loan.organisation.scope_path)
    if not loan.is_open:
        raise Conflict("It is back already.", remedy="Nothing to do.")
    if loan.borrower is None or loan.due_at is None:
        raise Invalid("This loan has no borrower or no due date.", remedy="Only a person can be late.")
    zone = zone_of(loan.organisation)
    now = timezone.now()
    today, due = now.astimezone(zone).date(), loan.due_at.astimezone(zone).date()
    kind = notices.LOAN_DUE_SOON if due > today else notices.LOAN_DUE_TODAY if due == today else notices.LOAN_OVERDUE
    told = _tell(Reminder(loan, kind.key, f"by hand {today.isoformat()}", tells_family=due < today), by)
    if not told:
        raise Conflict(
            "Nobody was told.", remedy="They were reminded today already, or this kind is switched off here."
        )
    return told


def tell_who_left(organisation: Organisation, *, now: dt.datetime, days: SchoolDays, by: Actor) -> int:
    """Tell the desk how many people left and still have something: on the day after somebody left, and each week's first."""
    by.require(CirculationPermission.LOAN_REMIND, at=organisation.scope_path)
    today = now.astimezone(zone_of(organisation)).date()
    before = days.previous_open(today - ONE_DAY)
    loans = Loan.objects.open().filter(organisation=organisation, borrower__withdrawn_on__isnull=False)
    is_first = before is None or before.isocalendar()[:2] != today.isocalendar()[:2]
    if not is_first and not loans.filter(borrower__withdrawn_on__gte=before).exists():
        return 0
    counted = loans.aggregate(items=Count("pk"), people=Count("borrower", distinct=True))
    if not counted["items"]:
        return 0
    return send_notice(
        organisation.ref,
        kind=notices.LEFT_WITH_ITEMS.key,
        to=holders(CirculationPermission.LOAN_RETURN, organisation.scope_path),
        occasion=today.isoformat(),
        values={"people": str(counted["people"]), "items": str(counted["items"]), "school": organisation.name},
        org_path=organisation.scope_path,
        link="/circulation/loans/",
        by=by,
    )


def _tell(reminder: Reminder, by: Actor) -> int:
    loan = reminder.loan
    assert loan.borrower is not None
    assert loan.due_at is not None
    values: dict[str, Value] = {
        "device": thing_value(loan),
        "due": loan.due_at.astimezone(zone_of(loan.organisation)).date(),
        "school": loan.organisation.name,
    }
    path = loan.organisation.scope_path
    with change(by):
        told = send_notice(
            notice_ref(loan),
            kind=reminder.kind,
            to=[person_key(loan.borrower.pk)],
            occasion=reminder.occasion,
            values=values,
            org_path=path,
            link=f"/circulation/loans/{loan.pk}/",
            by=by,
        )
        if reminder.tells_family and loan.borrower.kind == Person.Kind.STUDENT:
            told += send_notice(
                notice_ref(loan),
                kind=notices.CHILD_LOAN_OVERDUE.key,
                to=family_keys(loan.borrower),
                occasion=reminder.occasion,
                values=values | {"child": loan.borrower.preferred_given_name or loan.borrower.given_name},
                org_path=path,
                by=by,
            )
    return told
