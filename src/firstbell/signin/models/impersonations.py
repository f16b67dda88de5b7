"""Somebody looked at Firstbell as somebody else: who, whom, why, how long."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Account


class Impersonation(models.Model):
    """Ends by itself at ``ends_at``; ``may_act`` is the exception, looking is the rule."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    may_act = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-began_at",)

    def __str__(self) -> str:
        return f"{self.account} as {self.target}"
