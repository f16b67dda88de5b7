"""What the library lets others do with its catalogue: data, edited on screen."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.refs import Ref


class PublicCatalogue(models.Model):
    """One row. ``contact`` is an address of e-mail that others may write to; OAI-PMH must name one."""

    KIND_REF = "sru.access"

    sru_is_on = models.BooleanField(default=True)
    oai_is_on = models.BooleanField(default=True)
    name = models.CharField(max_length=100, default="School library catalogue")
    description = models.CharField(max_length=500, blank=True)
    contact = models.EmailField(blank=True)
    most_records = models.PositiveSmallIntegerField(
        default=50, validators=[MinValueValidator(1), MaxValueValidator(200)], help_text="In one answer"
    )
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


def public_catalogue() -> PublicCatalogue:
    """As it is set, or as it comes."""
    return PublicCatalogue.objects.first() or PublicCatalogue(pk=1)
