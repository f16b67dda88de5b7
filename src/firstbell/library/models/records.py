"""The MARC record of a title, byte for byte as it came, and those it replaced."""

from __future__ import annotations

from django.db import models

from firstbell.library.models.titles import Title


class Form(models.TextChoices):
    ISO2709 = "iso2709", "MARC 21 (ISO 2709)"
    MARCXML = "marcxml", "MARCXML"
    JSON = "json", "MARC-in-JSON"


class Encoding(models.TextChoices):
    UTF8 = "utf-8", "UTF-8"
    MARC8 = "marc-8", "MARC-8"
    LATIN1 = "iso-8859-1", "ISO 8859-1"
    CP1252 = "cp1252", "Windows-1252"
    CP1251 = "cp1251", "Windows-1251"
    KOI8R = "koi8-r", "KOI8-R"


class _Record(models.Model):
    data = models.BinaryField(help_text="One record; of ISO 2709 with its terminator")
    form = models.CharField(max_length=8, choices=Form.choices, default=Form.ISO2709)
    encoding = models.CharField(max_length=10, choices=Encoding.choices, default=Encoding.UTF8)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of data: tells an unchanged record")
    source = models.CharField(max_length=60, blank=True, help_text="Load profile or catalogue it came from")
    import_run = models.BigIntegerField(null=True, blank=True)
    was_salvaged = models.BooleanField(default=False, help_text="Its directory was wrong; fields were read in order")
    remarks = models.JSONField(default=list, help_text="What the check of the record found")

    class Meta:
        abstract = True


class Record(_Record):
    """The record as it stands. Kept beside the title so that lists never load it."""

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="record")
    read_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["import_run"], name="record_by_run"),
            models.Index(fields=["digest"], name="record_by_digest"),
        )

    def __str__(self) -> str:
        return f"record of title {self.title_id}"


class FormerRecord(_Record):
    """A record that was replaced: by a load (``replaced_by_run``) or by hand. What undoes a load reads it."""

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="former_records")
    replaced_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=200)
    replaced_by_run = models.BigIntegerField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"former record of title {self.title_id}"
