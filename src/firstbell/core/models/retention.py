"""How long each kind of record is kept, and for whom nothing may be let go."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.refs import Ref


class RetentionRule(models.Model):
    """Data: one kind of record, how many days it is kept, on or off. What then happens is the kind's own."""

    KIND_REF = "core.retention_rule"

    key = models.CharField(max_length=60, unique=True)
    days = models.PositiveIntegerField(validators=[MinValueValidator(1), MaxValueValidator(36_500)])
    is_on = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_count = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.key)

    def cutoff(self, now: dt.datetime) -> dt.datetime:
        """What is older than this has been kept long enough."""
        return now - dt.timedelta(days=self.days)


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self) -> Self:
        return self.filter(lifted_at=None)


class LegalHold(models.Model):
    """Nothing about this person may be let go while it stands: a dispute, a subpoena, an open request."""

    KIND_REF = "core.legal_hold"

    person_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LegalHoldQuerySet] = LegalHoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["person_id"], condition=models.Q(lifted_at=None), name="one_standing_hold_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"hold on person {self.person_id}"
