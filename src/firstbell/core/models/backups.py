"""How backups are made by themselves, and what came of each."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.refs import Ref


class BackupPlan(models.Model):
    """The one row of settings. An empty ``folder`` is ``backups`` in the data folder.

    Kept are the newest of each of the last ``daily`` days, ``weekly`` weeks and ``monthly`` months; at least one always.
    """

    KIND_REF = "core.backup_plan"

    is_on = models.BooleanField(default=True)
    folder = models.CharField(max_length=300, blank=True)
    with_media = models.BooleanField(default=True)
    daily = models.PositiveSmallIntegerField(default=7, validators=[MinValueValidator(1), MaxValueValidator(366)])
    weekly = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(104)])
    monthly = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(120)])
    verify_days = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
        help_text="Days between two restore tests",
    )
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_backup_plan"),)

    def __str__(self) -> str:
        return "Backup plan"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, "Backup plan")


class BackupRun(models.Model):
    """One backup written, or one proof that it can be restored."""

    class Kind(models.TextChoices):
        BACKUP = "backup", "Backup"
        PROOF = "proof", "Restore test"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    is_good = models.BooleanField()
    file = models.CharField(max_length=400, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%Y-%m-%d %H:%M}"
