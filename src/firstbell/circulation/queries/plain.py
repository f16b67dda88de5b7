"""Who can be lent a first thing without asking further: for lending to many at once, in four queries whatever their number."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, Max, Sum

from firstbell.circulation.models import Block, FeeEntry, Loan
from firstbell.people.models import Membership


def people_to_check(*, today: dt.date) -> set[int]:
    """Ids of people with an open loan, an unpaid fee or a standing block: each needs :func:`check_lending`."""
    found = set(Loan.objects.open().filter(borrower_id__gt=0).order_by().values_list("borrower_id", flat=True))
    found.update(Block.objects.standing(today).order_by().values_list("person_id", flat=True))
    owing = FeeEntry.objects.order_by().values("person_id").annotate(owed=Sum("cents")).filter(owed__gt=0)
    found.update(owing.values_list("person_id", flat=True))
    return found


def last_days() -> dict[int, dt.date]:
    """The last day of everybody whose memberships all end; OneRoster's end date is exclusive."""
    rows = (
        Membership.objects.filter(closed_at=None)
        .order_by()
        .values("person_id")
        .annotate(all=Count("pk"), ending=Count("end_date"), last=Max("end_date"))
        .filter(all=F("ending"))
        .values_list("person_id", "last")
    )
    return {pk: last - dt.timedelta(days=1) for pk, last in rows}
