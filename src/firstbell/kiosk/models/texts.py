"""What readers read at the self-checks of an organisation, in its own words; what is not here is said as shipped (``content``)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.kiosk.permissions import KioskPermission
from firstbell.people.models import Organisation


class SelfCheckTextQuerySet(models.QuerySet["SelfCheckText"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(KioskPermission.TEXT_EDIT).q("organisation__path"))


class SelfCheckText(models.Model):
    """One version of a text in one language. Older ones stay; one at most is in use, none when the shipped text is.

    Holds at the kiosks of its organisation and below; the nearest counts.
    """

    KIND_REF = "kiosk.text"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    text = models.CharField(max_length=160)
    is_current = models.BooleanField(default=True)
    written_by = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[SelfCheckTextQuerySet] = SelfCheckTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-version",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "key", "language", "version"], name="one_self_check_text_per_version"
            ),
            models.UniqueConstraint(
                fields=["organisation", "key", "language"],
                condition=models.Q(is_current=True),
                name="one_current_self_check_text",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"{self.key} ({self.language})")
