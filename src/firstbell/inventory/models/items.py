"""Product and Item: the one idea under devices, books, chargers and projectors (decision 0003)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scan import normalise
from firstbell.inventory.models.status import Condition, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place


class ItemType(models.Model):
    """What circulation rules are written about. The same model can be a one-to-one device here, a loaner there."""

    class Purpose(models.TextChoices):
        ASSIGNMENT = "assignment", "Assigned to one person"
        LOANER = "loaner", "Lent for a short time"
        PLACE = "place", "Belongs to a room or cart"
        LIBRARY = "library", "Library material"
        ACCESSORY = "accessory", "Goes with another item"
        KIT = "kit", "Several items lent as one"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    icon = models.CharField(max_length=30, default="device")
    holder_is_private = models.BooleanField(
        default=False, help_text="Who holds such an item is not shown in inventory or audit (library material)"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class FundingSource(models.Model):
    """Who paid and what that forbids, e.g. a grant whose devices must stay in one programme."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    restrictions = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What an item is one of: a device model, later a bibliographic record."""

    name = models.CharField(max_length=200)
    manufacturer = models.CharField(max_length=100, blank=True)
    item_type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="products")
    replacement_cents = models.PositiveIntegerField(null=True, blank=True, help_text="Replacement cost in cents")
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, actor: Actor) -> Self:
        """Items of the actor's organisations, and what oneself holds or is assigned; none that is merged into another."""
        scope = actor.scope(InventoryPermission.ITEM_VIEW)
        found = self.filter(merged_into=None)
        if scope.is_everywhere:
            return found
        mine = models.Q(holder_id=actor.person_id) | models.Q(assigned_to_id=actor.person_id)
        if scope.is_nowhere:
            return found.filter(mine) if actor.person_id is not None else self.none()
        return found.filter(scope.q("organisation__path"))


class Item(models.Model):
    """One thing with a barcode. ``barcode`` is text as printed; ``barcode_norm`` compares.

    ``home`` is where it belongs, ``place`` where it is. ``assigned_to`` is whose it is,
    ``holder`` who has it now: a student's own Chromebook in triage keeps its ``assigned_to``.
    Status, holder and place change only through ``inventory.actions``.
    """

    KIND_REF = "inventory.item"
    STATE_FIELDS = (
        "status",
        "status_since",
        "holder_id",
        "assigned_to_id",
        "place_id",
        "home_id",
        "home_slot",
        "condition",
    )

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="items")
    item_type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="items")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="items")
    barcode = models.CharField(max_length=60, blank=True, help_text="Asset tag; text, leading zeros count")
    barcode_norm = models.CharField(max_length=60, blank=True, editable=False)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.AVAILABLE)
    status_since = models.DateTimeField()
    condition = models.CharField(max_length=7, choices=Condition.choices, default=Condition.UNKNOWN)
    home = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="home_items")
    home_slot = models.CharField(max_length=10, blank=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    assigned_to = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_items"
    )
    holder = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="held_items")
    reserved_for = models.CharField(max_length=60, blank=True, help_text="e.g. “testing”: lending warns")
    funding_source = models.ForeignKey(
        FundingSource, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    purchased_on = models.DateField(null=True, blank=True)
    cost_cents = models.PositiveIntegerField(null=True, blank=True)
    order_number = models.CharField(max_length=60, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, help_text="Last physical scan")
    notes = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False, editable=False
    )
    #: Whether its type is library material: so that lists of devices need not walk past a hundred books for each.
    is_library = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ItemQuerySet] = ItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("barcode_norm", "id")
        indexes = (
            models.Index(fields=["barcode_norm", "id"], name="item_by_barcode"),
            models.Index(fields=["organisation", "barcode_norm"], name="item_by_school"),
            models.Index(fields=["organisation", "status"], name="item_by_school_status"),
            models.Index(fields=["status", "barcode_norm"], name="item_by_status"),
            models.Index(fields=["barcode_norm", "id"], condition=models.Q(is_library=False), name="item_not_library"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="item_merged"),
        )
        constraints = (
            # A tag is free again once its item has left the house for good.
            models.UniqueConstraint(
                fields=["barcode_norm"],
                condition=~models.Q(barcode_norm="") & ~models.Q(status__in=["disposed", "sold"]),
                name="one_item_per_barcode",
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.barcode or f"item {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.label)

    def save(self, *args: object, **kwargs: object) -> None:
        self.barcode_norm = normalise(self.barcode)
        if self._state.adding:
            self.is_library = self.item_type.purpose == ItemType.Purpose.LIBRARY
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class StatusChange(models.Model):
    """Why an item's status changed, with what the lifecycle asked for (``inventory.lifecycle``)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="status_changes")
    old = models.CharField(max_length=16, choices=Status.choices)
    new = models.CharField(max_length=16, choices=Status.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    holder = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Who had it at that moment"
    )

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.item}: {self.old} → {self.new}"


class FormerCode(models.Model):
    """A tag or serial number that an item was known by: an old label still leads to it, where no living one does."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="former_codes")
    text = models.CharField(max_length=60)
    code = models.CharField(max_length=60, db_index=True)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.text}: now {self.item}"
