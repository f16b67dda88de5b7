"""Shelving by genre: the sections of a school's shelves, which genre terms stand in each, and what a school says of one title."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation


class GenreSectionQuerySet(models.QuerySet["GenreSection"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(LibraryPermission.CATALOGUE_WORK).q("organisation__path"))


class GenreSection(models.Model):
    """“Mystery”: one part of what is shelved by genre. ``terms`` are genre headings of records (655), folded; of several
    sections that name a title's genres the first by ``position`` counts. ``label`` stands first on the spine."""

    KIND_REF = "library.genre_section"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="genre_sections")
    name = models.CharField(max_length=60)
    label = models.CharField("on the spine", max_length=12)
    terms = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    objects: ClassVar[GenreSectionQuerySet] = GenreSectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "name", "pk")
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_genre_section_per_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class TitleGenre(models.Model):
    """Where a school puts one title, whatever its record says."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="genres")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    section = models.ForeignKey(GenreSection, on_delete=models.CASCADE, related_name="titles")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["title", "organisation"], name="one_genre_per_title_and_school"),
        )

    def __str__(self) -> str:
        return f"title {self.title_id}: {self.section_id}"
