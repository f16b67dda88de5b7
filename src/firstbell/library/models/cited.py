"""What somebody cites, in lists of their own. What a person cites is what they read: nobody else sees it, not even staff."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.library.citations import Source, Style
from firstbell.library.citations.reading import read_source
from firstbell.people.models import Account

STYLES = ((Style.MLA.value, "MLA 9"), (Style.APA.value, "APA 7"), (Style.CHICAGO.value, "Chicago 17, author and date"))


class CitationListQuerySet(models.QuerySet["CitationList"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, whatever else one may do."""
        return self.filter(owner_id=actor.account_id) if actor.account_id is not None else self.none()


class CitationList(models.Model):
    """The sources of one paper."""

    KIND_REF = "library.citation_list"

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    style = models.CharField(max_length=12, choices=STYLES, default=Style.MLA.value)
    changed_at = models.DateTimeField()

    objects: ClassVar[CitationListQuerySet] = CitationListQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-changed_at", "-pk")
        indexes = (models.Index(fields=["owner", "-changed_at"], name="citations_by_owner"),)

    def __str__(self) -> str:
        return f"list {self.pk}"


class CitationQuerySet(models.QuerySet["Citation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(list__in=CitationList.objects.all().visible_to(actor))


class Citation(models.Model):
    """One source of a list. ``data``: as ``citations.reading.as_data`` writes it."""

    list = models.ForeignKey(CitationList, on_delete=models.CASCADE, related_name="citations")
    data = models.JSONField(default=dict)

    objects: ClassVar[CitationQuerySet] = CitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"citation {self.pk}"

    @property
    def source(self) -> Source:
        return read_source(self.data)
