"""What stands against a borrower: what is owed, blocks set by hand, the last day at the school. One query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from firstbell.circulation.models import Block, FeeEntry
from firstbell.core import prepared
from firstbell.people.models import Membership, Person
from firstbell.people.models.persons import PersonQuerySet


@dataclass(frozen=True, slots=True)
class Standing:
    """``balance_cents`` is what the person owes; ``last_day`` the end of all memberships, when all have one."""

    balance_cents: int
    block_reason: str
    last_day: dt.date | None


def standing_of(person: Person, *, today: dt.date) -> Standing:
    """Where the person stands now, in one query."""
    found = prepared.row(_with_standing, today, person=person.pk)
    if found is None:
        raise Person.DoesNotExist
    return read_standing(found)


def _with_standing(today: dt.date, person: int) -> QuerySet[Person]:
    return with_standing(Person.objects.filter(pk=person).order_by(), today=today)


def with_standing(people: PersonQuerySet, *, today: dt.date) -> PersonQuerySet:
    """People with what :func:`read_standing` reads: for who loads them anyhow and saves a query."""
    entries = FeeEntry.objects.filter(person=OuterRef("pk")).order_by().values("person")
    blocks = Block.objects.standing(today).filter(person=OuterRef("pk")).order_by("id")
    standing = Membership.objects.filter(person=OuterRef("pk"), closed_at=None).order_by().values("person")
    return people.annotate(
        owed_cents=Coalesce(Subquery(entries.annotate(sum=Sum("cents")).values("sum")), 0, output_field=IntegerField()),
        blocked_for=Subquery(blocks.values("reason")[:1]),
        stays_until=Subquery(standing.annotate(last=Max("end_date")).values("last"), output_field=DateField()),
        stays_open_ended=Subquery(standing.filter(end_date=None).values("pk")[:1]),
    )


def read_standing(person: Person) -> Standing:
    """The standing of a person loaded by :func:`with_standing`."""
    row: Any = person  # annotations are unknown to the type checker
    # OneRoster's end date is exclusive: the last day is the one before.
    ends = row.stays_until is not None and row.stays_open_ended is None
    last_day = row.stays_until - dt.timedelta(days=1) if ends else None
    return Standing(row.owed_cents, row.blocked_for or "", last_day)


def blocks_of(person: Person, *, today: dt.date) -> list[Block]:
    return list(Block.objects.standing(today).filter(Q(person=person)).select_related("organisation"))
