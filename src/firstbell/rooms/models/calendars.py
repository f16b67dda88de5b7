"""Calendars: the usual week of an organisation and the days that differ."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.people.models import Organisation
from firstbell.rooms.permissions import RoomsPermission


class SchoolWeek(models.Model):
    """Which weekdays are usually open; schools without one inherit from the organisation above."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="school_week")
    monday = models.BooleanField(default=True)
    tuesday = models.BooleanField(default=True)
    wednesday = models.BooleanField(default=True)
    thursday = models.BooleanField(default=True)
    friday = models.BooleanField(default=True)
    saturday = models.BooleanField(default=False)
    sunday = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Week of {self.organisation}"


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(RoomsPermission.CALENDAR_VIEW).q("organisation__path"))

    def standing(self) -> Self:
        """Entries that have not been taken back."""
        return self.filter(revoked_at=None)


class CalendarEntry(models.Model):
    """A day or stretch of days that differs. Taking one back keeps the row (``revoked_at``).

    A school's own entry wins over the district's for the same day; among equals the later one wins.
    """

    class Effect(models.TextChoices):
        CLOSED = "closed", "Closed"
        OPEN = "open", "Open"
        DAY_TYPE = "day_type", "Other bell schedule"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="calendar_entries")
    first_day = models.DateField()
    last_day = models.DateField(help_text="Included")
    effect = models.CharField(max_length=8, choices=Effect.choices, default=Effect.CLOSED)
    day_type = models.SlugField(max_length=30, blank=True, help_text="For “other bell schedule”")
    reason = models.CharField(max_length=100)
    repeats_yearly = models.BooleanField(default=False, help_text="On the same dates every year, e.g. 4 July")
    source = models.CharField(max_length=100, blank=True, help_text="Where it came from: by hand, or a calendar file")
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CalendarEntryQuerySet] = CalendarEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("first_day", "id")
        verbose_name_plural = "calendar entries"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="entry_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason}: {self.first_day} to {self.last_day}"
