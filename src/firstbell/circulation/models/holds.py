"""Holds: who waits for a copy of a product (or for one very item), and copies on their way to whoever waits.

The queue of a product is ordered by weight (smaller first), then by time. One copy is set aside for one hold: the
database keeps that promise, whichever two desks scan at the same moment.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.seen import own, seen_in
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Organisation, Person


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, actor: Actor) -> Self:
        """Holds picked up at the actor's organisations, and one's own; on library material only for the library."""
        private, path = "product__item_type__holder_is_private", "organisation__path"
        return self.filter(seen_in(actor, private, path) | own(actor, "person", private))

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def in_order(self) -> Self:
        """First come, first served within a weight."""
        return self.order_by("weight", "queued_at", "pk")

    def waiting(self, today: dt.date) -> Self:
        """Open, without a copy, and wanting one today: neither suspended, nor for later, nor too late."""
        return (
            self.open()
            .filter(copy=None)
            .filter(models.Q(starts_on=None) | models.Q(starts_on__lte=today))
            .filter(models.Q(suspended_until=None) | models.Q(suspended_until__lt=today))
            .filter(models.Q(need_by=None) | models.Q(need_by__gte=today))
        )


class Hold(models.Model):
    """``item`` set: only this very item will do. ``copy`` is what was set aside for it, on its way or on the shelf.

    ``suspended_until`` and ``need_by`` are the last days; ``keep_until`` the last open day on the pick-up shelf.
    ``weight`` comes from the rules (a class set before a wish), 0 is “cut in line”, with ``cut_reason``.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TRANSIT = "transit", "On its way"
        READY = "ready", "On the pick-up shelf"
        FULFILLED = "fulfilled", "Picked up"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Not picked up"

    KIND_REF = "circulation.hold"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="holds")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="item_holds")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", help_text="Where it will be picked up"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    weight = models.PositiveSmallIntegerField(default=100)
    queued_at = models.DateTimeField(help_text="Its time in the queue; the time it was placed, unless moved ahead")
    cut_reason = models.CharField(max_length=200, blank=True)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200)
    starts_on = models.DateField(null=True, blank=True, help_text="Not wanted before")
    need_by = models.DateField(null=True, blank=True, help_text="Of no use after")
    suspended_until = models.DateField(null=True, blank=True, help_text="Passed over until after this day")
    copy = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.PROTECT, related_name="copy_holds", help_text="What is set aside"
    )
    ready_on = models.DateField(null=True, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[HoldQuerySet] = HoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("weight", "queued_at", "id")
        indexes = (
            models.Index(
                fields=["product", "weight", "queued_at"], condition=models.Q(ended_at=None), name="hold_queue"
            ),
            models.Index(fields=["person"], condition=models.Q(ended_at=None), name="hold_open_person"),
            models.Index(
                fields=["organisation", "state", "keep_until"], condition=models.Q(ended_at=None), name="hold_by_school"
            ),
            models.Index(fields=["ended_at"], condition=models.Q(ended_at__isnull=False), name="hold_ended"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "product"], condition=models.Q(ended_at=None), name="one_hold_per_person_and_product"
            ),
            models.UniqueConstraint(
                fields=["copy"],
                condition=models.Q(ended_at=None, copy__isnull=False),
                name="one_hold_per_copy_set_aside",
            ),
        )

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.product)[:200])

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class TransitQuerySet(models.QuerySet["Transit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those from and to the actor's organisations; who waits at the other end is not told here."""
        scope = actor.scope(CirculationPermission.LOAN_VIEW)
        return self.filter(scope.q("source__path") | scope.q("target__path"))

    def open(self) -> Self:
        return self.filter(ended_at=None)


class Transit(models.Model):
    """An item on its way from one school to another: to whoever waits for it, or home. One at a time."""

    class Why(models.TextChoices):
        HOLD = "hold", "Somebody waits for it there"
        HOME = "home", "It belongs there"

    KIND_REF = "circulation.transit"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="transits")
    source = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=4, choices=Why.choices)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[TransitQuerySet] = TransitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(ended_at=None), name="one_open_transit_per_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} to {self.target}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.item))
