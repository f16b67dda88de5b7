"""Copies: items of a title, with a place on the shelf."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item, Status
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place


class ShelvingPlace(models.Model):
    """A named part of a school's shelves (“Picture books”, “Mystery”): what vendors call sublocation."""

    KIND_REF = "library.shelving_place"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shelving_places")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Room or shelf it stands in"
    )
    directions = models.CharField(max_length=200, blank=True, help_text="For readers: “left of the door, green labels”")
    position = models.PositiveSmallIntegerField(default=100)
    by_genre = models.BooleanField("shelved by genre", default=False, help_text="Section first, then call number")

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=["organisation", "code"], name="one_shelving_code_per_school"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path


#: What a reader is not shown: it is not in the house any more.
NOT_ON_LIST = (Status.RETIRING, Status.DONOR, Status.DISPOSED, Status.SOLD)


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, actor: Actor) -> Self:
        """Where a copy stands is for everybody; who has it is in no column that a reader's page reads."""
        found = self.filter(merged_into=None)
        if actor.can(LibraryPermission.CATALOGUE_WORK):
            return found
        return found.exclude(status__in=NOT_ON_LIST).exclude(product__title__is_hidden=True)

    def on_shelf_list(self) -> Self:
        """What a reader is shown of: still in the house, not merged into another entry."""
        return self.filter(merged_into=None).exclude(status__in=NOT_ON_LIST)


class Copy(Item):
    """One copy. ``call_number`` as on its spine; ``call_sort`` puts spines in the order of the shelf,
    behind ``genre_key``: empty but for what is shelved by genre (``actions._genre_shelves`` keeps it).

    Price is ``Item.cost_cents``, circulation type ``Item.item_type``, barcode ``Item.barcode``.
    """

    call_number = models.CharField(max_length=100, blank=True)
    call_sort = models.CharField(max_length=160, blank=True, editable=False)
    cutter = models.CharField(max_length=30, blank=True)
    copy_number = models.CharField(max_length=20, blank=True)
    volume = models.CharField(max_length=60, blank=True)
    shelving_place = models.ForeignKey(
        ShelvingPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    genre_section = models.ForeignKey(
        "library.GenreSection", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="copies"
    )
    genre_key = models.CharField(max_length=32, blank=True, editable=False)
    vendor = models.CharField(max_length=100, blank=True)
    public_note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[CopyQuerySet] = CopyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("call_sort", "item_ptr_id")
        indexes = (
            models.Index(fields=["call_sort", "item_ptr"], name="copy_by_shelf"),
            models.Index(fields=["genre_key", "call_sort", "item_ptr"], name="copy_by_place"),
        )

    @property
    def shelf_key(self) -> str:
        """Puts it in the order of the shelf among others."""
        return f"{self.genre_key}{self.call_sort}"

    @property
    def label(self) -> str:
        return self.barcode or f"copy {self.pk}"
