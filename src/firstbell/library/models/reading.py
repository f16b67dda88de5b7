"""What a reader keeps for themselves: lists of titles, and searches. Both are what they read: nobody else sees them, not even staff."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title
from firstbell.people.models import Account


class ReadingListQuerySet(models.QuerySet["ReadingList"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, whatever else one may do; not through somebody who looks as its owner."""
        if actor.account_id is None or actor.is_disguised:
            return self.none()
        return self.filter(owner_id=actor.account_id)


class ReadingList(models.Model):
    """Titles somebody wants to remember: “To read”."""

    KIND_REF = "library.reading_list"

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    objects: ClassVar[ReadingListQuerySet] = ReadingListQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-changed_at", "-pk")
        indexes = (models.Index(fields=["owner", "-changed_at"], name="reading_lists_by_owner"),)

    def __str__(self) -> str:
        return f"list {self.pk}"


class ReadingListTitleQuerySet(models.QuerySet["ReadingListTitle"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(list__in=ReadingList.objects.all().visible_to(actor))


class ReadingListTitle(models.Model):
    """A title on a list, once."""

    list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ReadingListTitleQuerySet] = ReadingListTitleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["list", "title"], name="once_on_a_reading_list"),)

    def __str__(self) -> str:
        return f"entry {self.pk}"


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, actor: Actor) -> Self:
        if actor.account_id is None or actor.is_disguised:
            return self.none()
        return self.filter(owner_id=actor.account_id)


class SavedSearch(models.Model):
    """A question to ask again. ``limits`` as ``queries.search.Asked`` takes them.

    ``seen_at``: until when its owner knows what there is. ``new_count`` are titles that came since, as counted at ``counted_at``
    by the clock, so that a page of searches asks none of them.
    """

    KIND_REF = "library.saved_search"

    owner = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    text = models.CharField(max_length=200, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    exactly = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    new_count = models.PositiveIntegerField(default=0)

    objects: ClassVar[SavedSearchQuerySet] = SavedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        indexes = (
            models.Index(fields=["owner", "name"], name="saved_searches_by_owner"),
            models.Index(fields=["counted_at"], name="saved_searches_by_count"),
        )

    def __str__(self) -> str:
        return f"search {self.pk}"

    @property
    def ref(self) -> Ref:
        """Without its words: a notice about it says nothing of what somebody looks for."""
        return Ref(self.KIND_REF, self.pk, "A saved search")
