"""What circulation lets go, and whom it still needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from firstbell.circulation.actions.retention import forget_holds, unlink_loans
from firstbell.circulation.models import Block, CartLoan, Hold, Loan, Reservation, WithdrawalCase
from firstbell.circulation.queries.fees import people_who_owe
from firstbell.core.retention import Due, needs_people, retention_kind


@retention_kind("circulation.loans", "Loans returned", "The borrower is unlinked; that it was lent and when stays")
def loans(cutoff: dt.datetime, held: set[int]) -> Due:
    old = Loan.objects.filter(returned_at__lt=cutoff, borrower__isnull=False).exclude(borrower_id__in=held)
    old = old.exclude(borrower_id__in=people_who_owe())
    return Due(old.count, lambda by: unlink_loans(old, by=by))


@retention_kind(
    "circulation.holds", "Holds that ended", "They go; those of private types go at once, whatever this says"
)
def holds(cutoff: dt.datetime, held: set[int]) -> Due:
    old = Hold.objects.filter(ended_at__lt=cutoff).exclude(person_id__in=held)
    return Due(old.count, lambda by: forget_holds(old, by=by))


@needs_people
def with_open_loans() -> QuerySet[Any, Any]:
    return Loan.objects.open().filter(borrower__isnull=False).values("borrower_id")


@needs_people
def with_open_holds() -> QuerySet[Any, Any]:
    return Hold.objects.open().values("person_id")


@needs_people
def with_open_fees() -> QuerySet[Any, Any]:
    return people_who_owe()


@needs_people
def with_standing_blocks() -> QuerySet[Any, Any]:
    return Block.objects.filter(lifted_at=None, until=None).values("person_id")


@needs_people
def with_open_carts() -> QuerySet[Any, Any]:
    return CartLoan.objects.filter(returned_at=None, borrower__isnull=False).values("borrower_id")


@needs_people
def with_open_reservations() -> QuerySet[Any, Any]:
    return Reservation.objects.filter(ended_at=None, person__isnull=False).values("person_id")


@needs_people
def with_open_withdrawal_cases() -> QuerySet[Any, Any]:
    return WithdrawalCase.objects.filter(ended_at=None).values("person_id")
