"""A browser that students share: named, bound to a school and a place, known by a cookie of its own."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.kiosk.permissions import KioskPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place


class KioskQuerySet(models.QuerySet["Kiosk"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(KioskPermission.KIOSK_EDIT).q("organisation__path"))


class Kiosk(models.Model):
    """Only the SHA-256 of the cookie's secret is stored; a revoked kiosk is an ordinary browser again.

    ``misses`` counts wrong badges and PINs since ``misses_since``: a kiosk on which somebody tries many badges stops.
    """

    class Use(models.TextChoices):
        OWN = "own", "Students see their own things and say what is broken"
        SELF_CHECK = "self_check", "Readers borrow and bring back library books"

    class PinRule(models.TextChoices):
        """Of a self-check; to see one's own things always takes the PIN."""

        ALWAYS = "always", "Card and PIN"
        IF_SET = "if_set", "Card, and the PIN of whoever has one"
        NEVER = "never", "The card alone"

    KIND_REF = "kiosk.kiosk"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.OWN)
    pin_rule = models.CharField(max_length=6, choices=PinRule.choices, default=PinRule.ALWAYS)
    digest = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.CharField(max_length=200)
    seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    misses_since = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[KioskQuerySet] = KioskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("organisation__name", "name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_self_check(self) -> bool:
        return self.use == self.Use.SELF_CHECK

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)
