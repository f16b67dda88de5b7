"""What stands against a borrower: what is owed, blocks set by hand, the last day at the school. One query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import DateField, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from firstbell.circulation.models import Block, FeeEntry
from firstbell.people.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """``balance_cents`` is what the person owes; ``last_day`` the end of all memberships, when all have one."""

    balance_cents: int
    block_reason: str
    last_day: dt.date | None


def standing_of(person: Person, *, today: dt.date) -> Standing:
    entries = FeeEntry.objects.filter(person=OuterRef("pk")).order_by().values("person")
    blocks = Block.objects.standing(today).filter(person=OuterRef("pk")).order_by("id")
    standing = Membership.objects.filter(person=OuterRef("pk"), closed_at=None).order_by().values("person")
    row = (
        Person.objects.filter(pk=person.pk)
        .order_by()
        .values_list(
            Coalesce(Subquery(entries.annotate(sum=Sum("cents")).values("sum")), 0, output_field=IntegerField()),
            Subquery(blocks.values("reason")[:1]),
            Subquery(standing.annotate(last=Max("end_date")).values("last"), output_field=DateField()),
            Subquery(standing.filter(end_date=None).values("pk")[:1]),
        )
        .get()
    )
    balance, reason, end, open_ended = row
    # OneRoster's end date is exclusive: the last day is the one before.
    last_day = None if end is None or open_ended is not None else end - dt.timedelta(days=1)
    return Standing(balance, reason or "", last_day)


def blocks_of(person: Person, *, today: dt.date) -> list[Block]:
    return list(Block.objects.standing(today).filter(Q(person=person)).select_related("organisation"))
