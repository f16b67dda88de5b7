"""Letting old loans go: the thing keeps its history, the borrower leaves it."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.circulation.models import Hold, Loan, QuietOverride
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission


def unlink_loans(loans: QuerySet[Loan], *, by: Actor) -> int:
    """Take the borrower out of loans that ended; returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        ids = list(loans.values_list("pk", flat=True))
        QuietOverride.objects.filter(loan__in=ids).exclude(loan__returned_at=None).delete()
        return Loan.objects.filter(pk__in=ids).exclude(returned_at=None).update(borrower=None, override_reason="")


def forget_holds(holds: QuerySet[Hold], *, by: Actor) -> int:
    """Take holds that ended out altogether; returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        ids = list(holds.values_list("pk", flat=True))
        Hold.objects.filter(pk__in=ids, ended_at__isnull=False).delete()
        return len(ids)
