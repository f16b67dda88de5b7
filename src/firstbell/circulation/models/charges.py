"""What a line of the ledger is for, where the line itself must not say it."""

from __future__ import annotations

from django.db import models

from firstbell.circulation.models.fees import FeeEntry
from firstbell.circulation.models.loans import Loan


class LoanCharge(models.Model):
    """Ties a charge to the loan it is for. The ledger is never edited, so for private item types only this row knows
    which thing it was, and this row can go. ``note`` is what the desk wrote about the thing.
    """

    class Kind(models.TextChoices):
        OVERDUE = "overdue", "Overdue"
        LOST = "lost", "Lost"
        DAMAGED = "damaged", "Damaged"

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="charges")
    entry = models.OneToOneField(FeeEntry, on_delete=models.PROTECT, related_name="loan_charge")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.entry_id}"
