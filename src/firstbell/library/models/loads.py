"""Load profiles (how files of records are taken in), and what each load wrote."""

from __future__ import annotations

from typing import Any

from django.db import models

from firstbell.core.refs import Ref
from firstbell.inventory.models import Item
from firstbell.library.models.titles import Title
from firstbell.people.models import Organisation


class LoadProfile(models.Model):
    """Rules for one kind of file; ``rules`` is what :class:`firstbell.library.matching.Rules` reads.

    ``source`` and ``last_checked``: where its layout is told, and when that was looked at.
    """

    KIND_REF = "library.load_profile"

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, blank=True)
    rules = models.JSONField(default=dict)
    school = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Where its copies go"
    )
    position = models.PositiveSmallIntegerField(
        default=100, help_text="Which is tried first for a file that names none"
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class LoadProfileVersion(models.Model):
    """A profile as it was before it was changed."""

    profile = models.ForeignKey(LoadProfile, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    rules = models.JSONField(default=dict)
    until = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=["profile", "version"], name="one_row_per_profile_version"),)

    def __str__(self) -> str:
        return f"{self.profile}, version {self.version}"


class Load(models.Model):
    """What an import of records wrote, and whether it was taken back. ``kept``: what undoing left, with why."""

    run = models.BigIntegerField(unique=True)
    profile = models.CharField(max_length=100)
    profile_version = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    copies = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)
    kept: Any = models.JSONField(default=list)

    class Meta:
        ordering = ("-run",)

    def __str__(self) -> str:
        return f"load {self.run}"


class LoadedTitle(models.Model):
    """A title that a load made or gave a better record. ``digest`` is that of the record it wrote."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="titles")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    is_new = models.BooleanField()
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"title {self.title_id} of {self.load}"


class LoadedCopy(models.Model):
    """A copy that a load made."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="made_copies")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"copy {self.item_id} of {self.load}"
