"""Titles that are not there any more: what those who gather our records are told, so that theirs do not outlive ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from firstbell.library.models.titles import Title


class TitleGone(models.Model):
    """The number of a deleted title and the moment; not a word of what it was."""

    title_id = models.BigIntegerField(unique=True)
    gone_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "titles gone"
        indexes = (models.Index(fields=["gone_at", "title_id"], name="title_gone_by_moment"),)

    def __str__(self) -> str:
        return f"title {self.title_id}, gone"


def keep_numbers(ids: Iterable[int]) -> None:
    """For titles that are taken out of the tables in a way that sends no signals."""
    now = timezone.now()
    TitleGone.objects.bulk_create(
        [TitleGone(title_id=pk, gone_at=now) for pk in ids],
        update_conflicts=True,
        unique_fields=["title_id"],
        update_fields=["gone_at"],
    )


@receiver(post_delete, sender=Title)
def _keep_number(instance: Title, **_: Any) -> None:
    """However a title is deleted (one, many), its number stays: a rule of the table, not of an action."""
    TitleGone.objects.update_or_create(title_id=instance.pk, defaults={"gone_at": timezone.now()})
