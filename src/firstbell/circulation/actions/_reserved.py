"""A reservation as it is collected, comes back, and is taken back by undo. For this folder only."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation.models import CartLoan, Loan, Reservation, ReservedDay
from firstbell.circulation.models.carts import CartLoanQuerySet
from firstbell.circulation.models.loans import LoanQuerySet
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY
from firstbell.core.errors import Conflict


def keep_days(reservation: Reservation) -> None:
    """Write the days of a thing or a cart. Raises Conflict when one is taken: then somebody was quicker."""
    if reservation.item_type_id is not None:
        return
    count = (reservation.last_day - reservation.first_day).days + 1
    days = [
        ReservedDay(
            reservation=reservation,
            item_id=reservation.item_id,
            cart_id=reservation.cart_id,
            day=reservation.first_day + number * ONE_DAY,
        )
        for number in range(count)
    ]
    try:
        with transaction.atomic():
            ReservedDay.objects.bulk_create(days)
    except IntegrityError:
        raise Conflict(
            f"{reservation.what} was reserved for some of these days a moment ago.",
            remedy="Look at the calendar and choose other days.",
            code="reserved",
        ) from None


def collect(reservation: Reservation | None, now: dt.datetime) -> None:
    """Something of it was handed out."""
    if reservation is not None:
        Reservation.objects.filter(pk=reservation.pk, collected_at=None).update(collected_at=now)


def uncollect(reservation_id: int | None) -> None:
    """For undo of lending: what is not out any more was not collected."""
    if reservation_id is None or _loans(reservation_id).exists() or _carts(reservation_id).exists():
        return
    Reservation.objects.filter(pk=reservation_id).update(collected_at=None)


def end_when_back(reservation_id: int | None, *, by: Actor) -> None:
    """All that was collected is back: the reservation is over and its days are free again."""
    if reservation_id is None:
        return
    held = Reservation.objects.select_for_update(of=("self",)).filter(pk=reservation_id, ended_at=None).first()
    if held is None or _loans(held.pk).filter(returned_at=None).exists():
        return
    if _carts(held.pk).filter(returned_at=None).exists():
        return
    if held.item_type_id is not None and _loans(held.pk).count() < held.count:
        return
    held.ended_at, held.ended_by, held.end = timezone.now(), by.name[:200], Reservation.End.RETURNED
    held.save(update_fields=["ended_at", "ended_by", "end"])
    held.days.all().delete()


def reopen(reservation_id: int | None) -> None:
    """For undo of a return: it stands again. Raises Conflict when its days were given to somebody else."""
    if reservation_id is None:
        return
    held = Reservation.objects.filter(pk=reservation_id, end=Reservation.End.RETURNED).first()
    if held is None:
        return
    held.ended_at, held.ended_by, held.end = None, "", ""
    held.save(update_fields=["ended_at", "ended_by", "end"])
    keep_days(held)


def _loans(reservation_id: int) -> LoanQuerySet:
    return Loan.objects.filter(reservation_id=reservation_id, part_of=None)


def _carts(reservation_id: int) -> CartLoanQuerySet:
    return CartLoan.objects.filter(reservation_id=reservation_id)
