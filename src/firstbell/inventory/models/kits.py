"""Kits: several items lent as one. The kit is an item itself, with its own barcode."""

from __future__ import annotations

from django.db import models

from firstbell.inventory.models.items import Item


class KitPart(models.Model):
    """``part`` lies in ``kit``; an item lies in one kit at most. ``role`` says what it is there: "Lens"."""

    kit = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="kit_parts")
    part = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="kit_part")
    role = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(kit=models.F("part")), name="kit_is_not_its_own_part"),
        )

    def __str__(self) -> str:
        return f"{self.role or 'Part'} {self.part} of {self.kit}"
