"""Screen texts of the district's own; what is not here is said as shipped (``texts.SHIPPED``)."""

from __future__ import annotations

from django.db import models


class ScreenText(models.Model):
    """What a terminal shows a borrower, in one language."""

    KIND_REF = "sip2.screen_text"

    key = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    text = models.CharField(max_length=120)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("key", "language")
        constraints = (models.UniqueConstraint(fields=["key", "language"], name="one_screen_text_per_language"),)

    def __str__(self) -> str:
        return self.text
