"""Cards: one symptom each, as versioned data."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.refs import Ref


class CardQuerySet(models.QuerySet["Card"]):
    def in_use(self) -> Self:
        return self.filter(is_active=True)


class Card(models.Model):
    """One symptom and the way through it, the same for the whole district. ``content`` is :class:`CardContent` as data.

    ``shipped_digest``: of the content this installation last took from the program. Where ours differs from it, a new
    release leaves the card alone and only says that there is news (``has_news``).
    """

    KIND_REF = "guides.card"

    code = models.CharField(max_length=10, unique=True)
    title_en = models.CharField(max_length=120)
    title_es = models.CharField(max_length=120)
    about = models.CharField(max_length=20, db_index=True)
    category = models.CharField(max_length=20)
    symptom = models.CharField(max_length=30, blank=True, help_text="Code of the counter's tile, where one fits")
    is_daily = models.BooleanField(default=False, help_text="Offered first as long as nothing was counted here")
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64)
    shipped_digest = models.CharField(max_length=64, blank=True)
    has_news = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField()
    changed_at = models.DateTimeField()

    objects: ClassVar[CardQuerySet] = CardQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.title_en}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def is_ours(self) -> bool:
        """Whether somebody here changed what the program ships, or wrote it."""
        return self.digest != self.shipped_digest

    def title(self, language: str) -> str:
        return self.title_es if language == "es" else self.title_en


class CardVersion(models.Model):
    """What a card said from one save to the next; never changed."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["card", "number"], name="one_card_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.card} v{self.number}"
