"""What goes along with a model: chargers, cases, styluses. Data, edited on the model's page."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from firstbell.inventory.models.items import Product


class ModelAccessory(models.Model):
    """``count`` pieces of ``accessory`` go along with every item of ``product``.

    ``code`` is what programs call it ("charger"), one of its kind per product. What is not expected back is
    handed out for good.
    """

    MOST = 9

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="accessories")
    accessory = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="goes_with")
    code = models.SlugField(max_length=50)
    count = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    is_expected_back = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "model accessories"
        constraints = (
            models.UniqueConstraint(fields=["product", "code"], name="one_accessory_code_per_model"),
            models.UniqueConstraint(fields=["product", "accessory"], name="one_line_per_accessory"),
        )

    def __str__(self) -> str:
        return f"{self.accessory} with {self.product}"
