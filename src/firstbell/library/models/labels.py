"""Labels that are still to be printed."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.library.models.copies import Copy
from firstbell.library.permissions import LibraryPermission


class WantedLabelQuerySet(models.QuerySet["WantedLabel"]):
    def visible_to(self, actor: Actor) -> Self:
        """Labels of copies at the schools whose copies the actor edits."""
        return self.filter(actor.scope(LibraryPermission.COPY_EDIT).q("copy__organisation__path"))


class WantedLabel(models.Model):
    """This copy needs this label; the row goes when somebody says that it was printed."""

    class Kind(models.TextChoices):
        SPINE = "spine", "Spine"
        POCKET = "pocket", "Pocket or inside"
        BARCODE = "barcode", "Barcode"

    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="wanted_labels")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    since = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WantedLabelQuerySet] = WantedLabelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["copy", "kind"], name="one_wanted_label_per_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.copy_id}"
