"""Catalogues outside the house that records may be copied from: data, edited on screen."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.refs import Ref
from firstbell.core.secrets import EncryptedTextField
from firstbell.library.models import Encoding


class CatalogueTarget(models.Model):
    """One catalogue and how it is spoken with. ``url``, ``version`` and ``record_schema`` are SRU's; ``host``, ``port``, ``database``
    and ``syntax`` are Z39.50's. The three indexes are names of CQL (``bath.isbn``) for SRU, numbers of Bib-1 use attributes
    (``7``) for Z39.50; an empty one is not asked. ``seconds``: the longest wait for one answer.
    """

    class Protocol(models.TextChoices):
        SRU = "sru", "SRU (web)"
        Z3950 = "z3950", "Z39.50"

    class Version(models.TextChoices):
        V11 = "1.1", "1.1"
        V12 = "1.2", "1.2"
        V20 = "2.0", "2.0"

    class Syntax(models.TextChoices):
        MARC21 = "usmarc", "MARC 21"
        XML = "xml", "MARCXML"

    class Verdict(models.TextChoices):
        UNKNOWN = "", "Not tried"
        PASS = "pass", "Answers"
        LOOK = "look", "Look"
        FAIL = "fail", "Fails"

    KIND_REF = "catalogues.target"

    name = models.CharField(max_length=100, unique=True)
    protocol = models.CharField(max_length=5, choices=Protocol.choices, default=Protocol.SRU)
    is_on = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=100, help_text="The smallest is shown first")
    url = models.CharField(
        max_length=300, blank=True, help_text="Up to the question mark, e.g. https://sru.example.org/catalogue"
    )
    version = models.CharField(max_length=3, choices=Version.choices, default=Version.V11)
    record_schema = models.CharField(
        max_length=100, blank=True, default="marcxml", help_text="As the catalogue calls MARCXML"
    )
    host = models.CharField(max_length=200, blank=True)
    port = models.PositiveIntegerField(default=210, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    database = models.CharField(max_length=100, blank=True)
    syntax = models.CharField(max_length=6, choices=Syntax.choices, default=Syntax.MARC21)
    encoding = models.CharField(
        max_length=10, choices=Encoding.choices, blank=True, help_text="Only where its records say it wrongly"
    )
    isbn_index = models.CharField(max_length=60, blank=True, default="bath.isbn")
    title_index = models.CharField(max_length=60, blank=True, default="dc.title")
    author_index = models.CharField(max_length=60, blank=True, default="dc.creator")
    username = models.CharField(max_length=100, blank=True)
    password = EncryptedTextField(blank=True, default="")
    seconds = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1), MaxValueValidator(30)])
    is_private_allowed = models.BooleanField(default=False, help_text="It stands in the district's own network")
    trial_isbn = models.CharField(max_length=13, blank=True, default="9781416936473", help_text="A book it should have")
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=4, choices=Verdict.choices, blank=True)
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ("position", "name")
        verbose_name = "target"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def address(self) -> str:
        """Where it is, as people write it."""
        return self.url if self.protocol == self.Protocol.SRU else f"{self.host}:{self.port}/{self.database}"

    @property
    def where(self) -> str:
        """The host alone."""
        return (urlsplit(self.url).hostname or "") if self.protocol == self.Protocol.SRU else self.host
