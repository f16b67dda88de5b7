"""Work that comes round by itself: when each job is next, and what came of it last time."""

from __future__ import annotations

from django.db import models


class ScheduledJob(models.Model):
    """One row per registered job (``core.schedule``). Whoever sets ``lease_until`` runs it; a lease that ran out is free."""

    name = models.CharField(max_length=80, unique=True)
    next_run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_result = models.CharField(max_length=300, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
