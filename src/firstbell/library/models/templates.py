"""Templates of records and of fields: data that a cataloguer edits, in the notation of MARCMaker (``=245  10$aTitle``)."""

from __future__ import annotations

from django.db import models

from firstbell.core.refs import Ref
from firstbell.inventory.models import ItemType
from firstbell.library.models.titles import Title


class RecordTemplate(models.Model):
    """What a new record of a kind begins with, or (``is_field``) fields that are added to a record at once.

    ``text``: a line to a field, as MARCMaker writes it; ``{isbn}``, ``{title}``, ``{author}``, ``{today}`` (yymmdd) and
    ``{year}`` are filled in, and a line whose own placeholder is empty is left out.
    """

    KIND_REF = "library.record_template"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    is_field = models.BooleanField("fields only", default=False, help_text="Adds these fields to a record being edited")
    format = models.CharField(max_length=8, choices=Title.Format.choices, default=Title.Format.BOOK)
    item_type = models.ForeignKey(
        ItemType, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Type of its copies"
    )
    text = models.TextField(help_text="A line to a field: =245  10$a{title}")
    position = models.PositiveSmallIntegerField(default=100)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("is_field", "position", "name")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)
