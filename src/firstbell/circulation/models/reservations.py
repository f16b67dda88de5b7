"""Reservations: a thing, or so many of a type, for a person from one school day to another.

The database keeps the promise that one thing is promised once: a row per thing and day.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.seen import library_scope, own
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Organisation, Person, Section
from firstbell.rooms.models import Place


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's organisations, and one's own; of library material only for the library."""
        private = models.Q(item__item_type__holder_is_private=True) | models.Q(item_type__holder_is_private=True)
        loans = actor.scope(CirculationPermission.LOAN_VIEW)
        library = library_scope(actor)
        found = own(actor, "person") & (~private if actor.is_disguised else models.Q())
        if not loans.is_nowhere:
            of_items = models.Q(item=None) | models.Q(item__item_type__holder_is_private=False)
            of_types = models.Q(item_type=None) | models.Q(item_type__holder_is_private=False)
            found |= of_items & of_types & loans.q("organisation__path")
        if not library.is_nowhere:
            found |= private & library.q("organisation__path")
        return self.filter(found)

    def standing(self, today: dt.date) -> Self:
        """Neither over, cancelled nor lapsed: not collected within its days of waiting, it does not stand any more."""
        waits = models.Q(collected_at__isnull=False) | models.Q(keep_until__gte=today)
        return self.filter(waits, ended_at=None, last_day__gte=today)


class Reservation(models.Model):
    """Exactly one of ``item`` (a kit too), ``cart`` and ``item_type`` with ``count``. Both days included.

    ``keep_until``: what is not collected by then lapses. ``collected_at``: when the first thing was handed out.
    """

    class End(models.TextChoices):
        RETURNED = "returned", "Over"
        CANCELLED = "cancelled", "Cancelled"
        LAPSED = "lapsed", "Not collected"

    KIND_REF = "circulation.reservation"
    MOST_COUNT = 500

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reservations")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="reservations")
    cart = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="cart_reservations")
    item_type = models.ForeignKey(
        ItemType, null=True, blank=True, on_delete=models.PROTECT, related_name="reservations"
    )
    count = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
    keep_until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    collected_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    end = models.CharField(max_length=9, choices=End.choices, blank=True)

    objects: ClassVar[ReservationQuerySet] = ReservationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("first_day", "id")
        indexes = (
            models.Index(
                fields=["organisation", "last_day"], condition=models.Q(ended_at=None), name="reservation_standing"
            ),
            models.Index(fields=["organisation", "-first_day", "-id"], name="reservation_by_school"),
        )
        constraints = (
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="reservation_days"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="reservation_count"),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, cart__isnull=True, item_type__isnull=True, count=1)
                | models.Q(item__isnull=True, cart__isnull=False, item_type__isnull=True, count=1)
                | models.Q(item__isnull=True, cart__isnull=True, item_type__isnull=False),
                name="reservation_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.what} for {self.person}"

    @property
    def what(self) -> str:
        """ "10 × Loaner", "Cart 7", "K-1"."""
        if self.item_type is not None:
            return f"{self.count} × {self.item_type}"
        return str(self.cart or self.item)

    @property
    def is_private(self) -> bool:
        """Of library material: who wants it is not told."""
        kind = self.item_type if self.item_type is not None else self.item.item_type if self.item is not None else None
        return kind is not None and kind.holder_is_private

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.what)


class ReservedDay(models.Model):
    """One thing on one day: the constraints refuse a second reservation, whoever writes at the same moment."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="days")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    cart = models.ForeignKey(Place, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["item", "day"], condition=models.Q(item__isnull=False), name="one_reservation_per_item_and_day"
            ),
            models.UniqueConstraint(
                fields=["cart", "day"], condition=models.Q(cart__isnull=False), name="one_reservation_per_cart_and_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reservation} on {self.day}"
