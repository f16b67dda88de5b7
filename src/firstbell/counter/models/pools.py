"""How many loaners should be on the shelf before somebody is told: data, edited on screen."""

from __future__ import annotations

from django.db import models

from firstbell.core.refs import Ref
from firstbell.people.models import Organisation


class LoanerPool(models.Model):
    """The minimum of one school. Below it the counter shows a banner and the overdue loaners."""

    KIND_REF = "counter.pool"

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="loaner_pool")
    minimum = models.PositiveSmallIntegerField(default=3)
    low_since = models.DateTimeField(null=True, blank=True, help_text="Since when fewer than the minimum are here")
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Loaners of {self.organisation}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))
