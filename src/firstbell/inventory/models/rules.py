"""Rules as data: what an asset tag looks like, and the sizes of printed labels. Edited on screen."""

from __future__ import annotations

from django.db import models


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

    class Meta:
        ordering = ("paper", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def per_page(self) -> int:
        return self.columns * self.rows
