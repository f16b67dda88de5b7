"""Devices: items with a serial number, and what a management console says of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from firstbell.core.scan import normalise
from firstbell.inventory.models.items import Item, ItemQuerySet, Product


class DeviceModel(Product):
    """A device's model. ``aue_date``: the last day of automatic updates (Google's month, taken as its last day)."""

    class Category(models.TextChoices):
        CHROMEBOOK = "chromebook", "Chromebook"
        IPAD = "ipad", "iPad"
        LAPTOP = "laptop", "Laptop"
        DESKTOP = "desktop", "Desktop"
        HOTSPOT = "hotspot", "Hotspot"
        CHARGER = "charger", "Charger"
        PROJECTOR = "projector", "Projector"
        PANEL = "panel", "Interactive panel"
        PRINTER = "printer", "Printer"
        OTHER = "other", "Other"

    category = models.CharField(max_length=10, choices=Category.choices, default=Category.OTHER)
    model_number = models.CharField(max_length=100, blank=True)
    aue_date = models.DateField(null=True, blank=True)
    aue_source = models.CharField(max_length=200, blank=True)
    aue_checked_on = models.DateField(null=True, blank=True)


class Device(Item):
    """An item with a serial number. ``serial_norm`` is the first key every import matches on."""

    serial = models.CharField(max_length=60)
    serial_norm = models.CharField(max_length=60, unique=True, editable=False)
    mac_address = models.CharField(max_length=17, blank=True)
    aue_date = models.DateField(
        null=True, blank=True, help_text="The device's own date where the console gives one; else the model's"
    )

    objects: ClassVar[ItemQuerySet] = ItemQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def label(self) -> str:
        return self.barcode or self.serial

    def save(self, *args: object, **kwargs: object) -> None:
        self.serial_norm = normalise(self.serial)
        super().save(*args, **kwargs)


class ManagementRecord(models.Model):
    """What a console (Google Admin, Intune, Jamf) last said of a device. Facts with an age, never our truth."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="management_records")
    console = models.CharField(max_length=20, help_text="google, intune, jamf")
    external_id = models.CharField(max_length=100, blank=True)
    row_hash = models.BigIntegerField(null=True, blank=True)
    import_run = models.BigIntegerField(null=True, blank=True)
    org_unit_path = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=40, blank=True, help_text="Provision status in the console's words")
    annotated_tag = models.CharField(max_length=60, blank=True)
    annotated_user = models.CharField(max_length=200, blank=True)
    annotated_location = models.CharField(max_length=200, blank=True)
    notes = models.CharField(max_length=500, blank=True)
    os_version = models.CharField(max_length=60, blank=True)
    last_policy_sync = models.DateTimeField(null=True, blank=True)
    most_recent_user = models.CharField(max_length=200, blank=True)
    most_recent_activity = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(help_text="When the export was taken or read")
    missing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["device", "console"], name="one_record_per_device_and_console"),)

    def __str__(self) -> str:
        return f"{self.device} in {self.console}"
