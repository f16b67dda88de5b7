"""What happened to a thing before it came here, as another system tells it: notes of origin, never our own audit."""

from __future__ import annotations

from django.db import models

from firstbell.inventory.models.items import Item


class PastEvent(models.Model):
    """One line of another system's history. Nothing here depends on it, and nobody is linked: ``about`` is text."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="past_events")
    register = models.CharField(max_length=20)
    register_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    what = models.CharField(max_length=100)
    who = models.CharField(max_length=200, blank=True, help_text="Who did it there")
    about = models.CharField(max_length=200, blank=True, help_text="To or from whom or where")
    note = models.TextField(blank=True)
    row_hash = models.BigIntegerField()
    import_run = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["item", "-at"], name="past_event_of_item"),)
        constraints = (models.UniqueConstraint(fields=["register", "row_hash", "item"], name="one_past_event_per_row"),)

    def __str__(self) -> str:
        return f"{self.item}: {self.what}"
