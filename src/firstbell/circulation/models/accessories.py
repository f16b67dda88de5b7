"""What was handed out with a loan: each piece a line, expected back with it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.fees import FeeEntry
from firstbell.circulation.models.loans import Loan
from firstbell.circulation.models.seen import own, seen_in
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, Product


class LoanAccessoryQuerySet(models.QuerySet["LoanAccessory"]):
    def visible_to(self, actor: Actor) -> Self:
        """Lines of the loans the actor sees."""
        private, path = "loan__item__item_type__holder_is_private", "loan__organisation__path"
        return self.filter(seen_in(actor, private, path) | own(actor, "loan__borrower", private))

    def out(self) -> Self:
        return self.filter(state=LoanAccessory.State.OUT)

    def owed(self) -> Self:
        """Not come back with their device, and neither charged nor waived."""
        return self.filter(state=LoanAccessory.State.MISSING)


class LoanAccessory(models.Model):
    """One piece. ``code`` is unique within the loan, ``name`` kept as it was called then.

    ``item`` is the piece itself when it has a barcode of its own: it is out as long as the line is open. ``fee`` is
    the charge for a missing one.
    """

    class State(models.TextChoices):
        OUT = "out", "Out"
        BACK = "back", "Back"
        MISSING = "missing", "Missing"
        CHARGED = "charged", "Charged"
        WAIVED = "waived", "Waived"
        KEPT = "kept", "Theirs to keep"

    KIND_REF = "circulation.loan_accessory"

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="accessory_lines")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="accessory_lines")
    state = models.CharField(max_length=7, choices=State.choices, default=State.OUT)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it came back, was missed or was waived")
    settled_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was waived")
    fee = models.OneToOneField(FeeEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="accessory")

    objects: ClassVar[LoanAccessoryQuerySet] = LoanAccessoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "loan accessories"
        indexes = (
            models.Index(fields=["loan"], condition=models.Q(state__in=["missing", "charged"]), name="accessory_owed"),
        )
        constraints = (
            models.UniqueConstraint(fields=["loan", "code"], name="one_accessory_code_per_loan"),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(state__in=["out", "missing"]),
                name="one_open_line_per_accessory_item",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_out(self) -> bool:
        return self.state == self.State.OUT

    @property
    def is_owed(self) -> bool:
        return self.state == self.State.MISSING
