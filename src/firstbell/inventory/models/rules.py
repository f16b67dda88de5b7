"""Rules as data: what an asset tag looks like, and the sizes of printed labels. Edited on screen."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation


class TagRule(models.Model):
    """One row for the installation. ``pattern`` is a regular expression over the normalised tag, or empty."""

    min_length = models.PositiveSmallIntegerField(default=4)
    pattern = models.CharField(max_length=100, blank=True)
    example = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"At least {self.min_length} characters"


class LabelSize(models.Model):
    """A sheet or roll of labels; lengths in tenths of a millimetre, as manufacturers give them.

    ``columns`` × ``rows`` labels to a page of ``paper``; a roll has one of each.
    """

    class Paper(models.TextChoices):
        LETTER = "letter", "Letter"
        A4 = "a4", "A4"
        LABEL = "label", "Label roll"

    class Code(models.TextChoices):
        QR = "qr", "QR code"
        CODE128 = "code128", "Code 128 bars"
        BOTH = "both", "QR code and bars"

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    paper = models.CharField(max_length=6, choices=Paper.choices)
    code = models.CharField(max_length=7, choices=Code.choices, default=Code.BOTH)
    width = models.PositiveSmallIntegerField(help_text="Tenths of a millimetre")
    height = models.PositiveSmallIntegerField(help_text="Tenths of a millimetre")
    columns = models.PositiveSmallIntegerField(default=1)
    rows = models.PositiveSmallIntegerField(default=1)
    margin_top = models.PositiveSmallIntegerField(default=0, help_text="Tenths of a millimetre")
    margin_left = models.PositiveSmallIntegerField(default=0, help_text="Tenths of a millimetre")
    gap_x = models.PositiveSmallIntegerField(default=0, help_text="Tenths of a millimetre")
    gap_y = models.PositiveSmallIntegerField(default=0, help_text="Tenths of a millimetre")
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    is_verified = models.BooleanField(
        "measured", default=False, help_text="Somebody held a test sheet against the real labels, and it was right"
    )

    class Meta:
        ordering = ("paper", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def per_page(self) -> int:
        return self.columns * self.rows


class LabelPrinterQuerySet(models.QuerySet["LabelPrinter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Printers of the schools where the actor prints labels."""
        return self.filter(actor.scope(InventoryPermission.LABEL_PRINT).q("organisation__path"))


class LabelPrinter(models.Model):
    """What one printer does to a sheet, measured on its test sheet.

    ``shift``: tenths of a millimetre to move everything right and down. ``ruler``: tenths of a millimetre that a ruler of
    100 mm measures when this printer has printed it, across and down; 1000 is true.
    """

    KIND_REF = "inventory.label_printer"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="label_printers")
    name = models.CharField(max_length=60)
    shift_x = models.SmallIntegerField(default=0, validators=(MinValueValidator(-100), MaxValueValidator(100)))
    shift_y = models.SmallIntegerField(default=0, validators=(MinValueValidator(-100), MaxValueValidator(100)))
    ruler_x = models.PositiveSmallIntegerField(
        default=1000, validators=(MinValueValidator(900), MaxValueValidator(1100))
    )
    ruler_y = models.PositiveSmallIntegerField(
        default=1000, validators=(MinValueValidator(900), MaxValueValidator(1100))
    )
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[LabelPrinterQuerySet] = LabelPrinterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_label_printer_per_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def shift_x_mm(self) -> float:
        return self.shift_x / 10

    @property
    def shift_y_mm(self) -> float:
        return self.shift_y / 10


class FoundLine(models.Model):
    """What a label says to whoever finds the thing, e.g. “If found: 555-0100”. The nearest organisation's is printed."""

    KIND_REF = "inventory.found_line"

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="found_line")
    text = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.text
