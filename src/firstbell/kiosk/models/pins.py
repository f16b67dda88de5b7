"""A student's PIN, hashed, and the code that lets a class choose theirs."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Person, Section


class Pin(models.Model):
    """``misses`` wrong tries in a row; at the limit it is locked until ``locked_until``. Counted here, not in memory:
    another kiosk, or a restart, does not give five more tries."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="kiosk_pin")
    hash = models.CharField(max_length=128)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=200)
    misses = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"PIN of {self.person}"


class PinOffer(models.Model):
    """For an hour, members of the section may choose a PIN at a kiosk with this code. One standing offer a section."""

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    made_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    misses = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.section} until {self.expires_at}"
