"""Why something was lent against what a room above had said: kept apart from the loan's own words."""

from __future__ import annotations

from django.db import models

from firstbell.circulation.models.loans import Loan


class QuietOverride(models.Model):
    """``permission`` is what passing took, and what reading the reason takes. The row goes with the link to the reader.

    ``reason`` is empty where nobody could be asked: it had happened already (``lend_item(has_happened=True)``).
    """

    loan = models.OneToOneField(Loan, on_delete=models.CASCADE, primary_key=True, related_name="quiet_override")
    codes = models.JSONField(default=list)
    permission = models.CharField(max_length=100)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"loan {self.loan_id}"
