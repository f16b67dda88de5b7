"""How long the roster may stay silent about somebody or something: data, edited on screen."""

from __future__ import annotations

import datetime as dt

from django.db import models

from firstbell.core.refs import Ref


class GracePeriod(models.Model):
    """One row for the installation. Both must be over: so many complete imports, and so many hours.

    Then people are proposed for withdrawal, and courses, classes, sessions and organisations are closed. A bad export
    of one night therefore loses nobody.
    """

    KIND_REF = "people.grace_period"
    ONLY = 1

    runs = models.PositiveSmallIntegerField(default=3, help_text="Complete imports in a row that do not name them")
    hours = models.PositiveSmallIntegerField(default=72, help_text="Hours since they were first not named")
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.runs} complete imports and {self.hours} hours"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def age(self) -> dt.timedelta:
        return dt.timedelta(hours=self.hours)

    @property
    def age_text(self) -> str:
        """Days where they come out even."""
        count, word = (self.hours // 24, "day") if self.hours % 24 == 0 and self.hours else (self.hours, "hour")
        return f"{count} {word}" if count == 1 else f"{count} {word}s"


def grace_period() -> GracePeriod:
    """The row in force; the defaults while nobody has stored one. One query."""
    return GracePeriod.objects.filter(pk=GracePeriod.ONLY).first() or GracePeriod(pk=GracePeriod.ONLY)
