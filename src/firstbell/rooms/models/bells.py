"""Bell schedules: the periods of a day type at a school."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Organisation


class BellSchedule(models.Model):
    """``day_type``: regular, early_release, assembly … ; the calendar says which day has which."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="bell_schedules")
    day_type = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("organisation", "day_type")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "day_type"], name="one_bell_schedule_per_day_type"),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.name}"


class BellPeriod(models.Model):
    schedule = models.ForeignKey(BellSchedule, on_delete=models.CASCADE, related_name="periods")
    label = models.CharField(max_length=30)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.UniqueConstraint(fields=["schedule", "label"], name="one_period_label_per_schedule"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="period_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.starts_at:%H:%M}-{self.ends_at:%H:%M}"
