"""Covers: pictures kept here, and services that may be asked for them where a district says so."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title


class Cover(models.Model):
    """The picture of a title, made small and clean; ``file`` empty: somebody looked, and there was none.

    ``source``: a service's name, or how it came otherwise (“upload”, “zip”).
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="cover")
    file = models.FileField(upload_to="covers/%Y/%m/", blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    looked_at = models.DateTimeField()
    finding = models.CharField(max_length=200, blank=True, help_text="Why there is no picture")

    class Meta:
        indexes = (models.Index(fields=["looked_at"], condition=models.Q(file=""), name="cover_not_found"),)

    def __str__(self) -> str:
        return f"cover of title {self.title_id}"


class CoverService(models.Model):
    """A service that answers an address with a picture. Off until somebody has read its terms and switched it on.

    ``url_pattern`` holds ``{isbn}`` where the thirteen digits go. Nothing but the number leaves the house.
    """

    KIND_REF = "library.cover_service"

    name = models.CharField(max_length=60, unique=True)
    url_pattern = models.CharField(max_length=300, help_text="https://…/{isbn}…: {isbn} is where the number goes")
    is_on = models.BooleanField("switched on", default=False)
    seconds = models.PositiveSmallIntegerField(
        default=10, validators=(MinValueValidator(1), MaxValueValidator(60)), help_text="How long to wait for an answer"
    )
    position = models.PositiveSmallIntegerField(default=100)
    source = models.CharField(max_length=200, blank=True, help_text="Where its terms stand")
    last_checked = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    finding = models.CharField(max_length=200, blank=True, editable=False, help_text="What it said last")

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)
