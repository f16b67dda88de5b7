"""Symptoms: the tiles of the counter and the first word of a ticket. Data, editable on screen."""

from __future__ import annotations

from django.db import models

from firstbell.core.refs import Ref


class Symptom(models.Model):
    """One tile. The first eight active ones by ``position`` have keys 1 to 8; ``quarantine`` ones 9 and 0."""

    KIND_REF = "helpdesk.symptom"

    code = models.SlugField(max_length=30, unique=True)
    label = models.CharField(max_length=40)
    icon = models.CharField(max_length=30, default="wrench")
    failure_category = models.CharField(max_length=30, blank=True, help_text="Repair code, e.g. SCREEN")
    quarantine = models.BooleanField(default=False, help_text="Swollen battery, liquid: isolate at once")
    position = models.PositiveSmallIntegerField(default=50)
    for_helpers = models.BooleanField(default=False, help_text="May be handed to a student helper")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.label)
