"""Places: rooms, and what stands in them and holds things (carts, shelves, cabinets)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scan import normalise
from firstbell.people.models import Organisation
from firstbell.rooms.permissions import RoomsPermission


class Building(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=100)
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_building_name_per_school"),)

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(RoomsPermission.PLACE_VIEW).q("organisation__path"))

    def current(self) -> Self:
        return self.filter(closed_at=None)


class Place(models.Model):
    """Where a thing can be. A cart is a place with slots; its ``parent`` is the room it lives in.

    ``code`` is what its label carries, unique in the district; ``code_norm`` is ``core.scan.normalise(code)``.
    """

    class Kind(models.TextChoices):
        ROOM = "room", "Room"
        CART = "cart", "Cart"
        SHELF = "shelf", "Shelf"
        CABINET = "cabinet", "Cabinet"
        STORAGE = "storage", "Storage"

    class RoomType(models.TextChoices):
        CLASSROOM = "classroom", "Classroom"
        LAB = "lab", "Computer lab"
        LIBRARY = "library", "Library"
        OFFICE = "office", "Office"
        GYM = "gym", "Gym"
        TECH = "tech", "Technology office"
        OTHER = "other", "Other"

    KIND_REF = "rooms.place"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    room_type = models.CharField(max_length=10, choices=RoomType.choices, blank=True)
    building = models.ForeignKey(Building, null=True, blank=True, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=100, help_text="“Room 204”, “Cart 7”, “Shelf B3”")
    number = models.CharField(max_length=20, blank=True, help_text="Room number as on the door")
    code = models.CharField(max_length=60, help_text="What the label carries")
    code_norm = models.CharField(max_length=60, unique=True, editable=False)
    floor = models.CharField(max_length=10, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Seats in a room, slots in a cart")
    notes = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PlaceQuerySet] = PlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=["organisation", "kind", "name"], name="place_by_school"),)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def usual_code(organisation: Organisation, name: str) -> str:
        """The code of a place's label where nobody gives one; ``name`` is its number or else its name."""
        return f"{organisation.short} {name}"[:60].strip().replace(" ", "-")

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    def save(self, *args: object, **kwargs: object) -> None:
        self.code_norm = normalise(self.code)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
