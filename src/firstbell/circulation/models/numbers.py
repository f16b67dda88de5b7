"""What was lent, counted without anybody: written before the link between reader and thing goes."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.inventory.models import ItemType, Product
from firstbell.people.models import Organisation


class _CountQuerySet(models.QuerySet["LendingCount"]):
    def visible_to(self, actor: Actor) -> Self:
        """There is nobody in it: whoever sees loans sees how many there were."""
        return self.filter(actor.scope(CirculationPermission.LOAN_VIEW).q("organisation__path"))


class LendingCount(models.Model):
    """So many loans of a kind of thing to a kind of reader in a month. Never a person, never a single thing.

    ``product_class`` is what the room of the product says (a class of the shelf); ``patron_group`` a group's code.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    item_type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="+")
    product_class = models.CharField(max_length=60, blank=True)
    patron_group = models.CharField(max_length=40, blank=True)
    loans = models.PositiveIntegerField(default=0)
    renewals = models.PositiveIntegerField(default=0)

    objects: ClassVar[_CountQuerySet] = _CountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("month", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "month", "item_type", "product_class", "patron_group"],
                name="one_count_per_month_and_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month}: {self.loans}"


class ProductUse(models.Model):
    """How often a product went out, and was used in the house, in a month. To whom is not in it, not even of what kind."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="monthly_use")
    loans = models.PositiveIntegerField(default=0)
    in_house = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("month", "id")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "month", "product"], name="one_use_per_month_and_product"),
        )

    def __str__(self) -> str:
        return f"{self.month}: {self.product} {self.loans}"
