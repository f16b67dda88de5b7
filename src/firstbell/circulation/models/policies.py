"""The policy matrix as data: who × what × where × rule name → value (domain: circulation rule engine).

Each rule name falls back on its own: a specific row that sets only one name hides nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person


class PatronGroup(models.Model):
    """Who: a kind of person and, for students, a band of grades. The lowest ``precedence`` that fits wins."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    person_kind = models.CharField(max_length=8, choices=Person.Kind.choices)
    grades = models.JSONField(default=list, blank=True, help_text="Grade codes; empty means all")
    precedence = models.PositiveSmallIntegerField(default=100, unique=True)

    class Meta:
        ordering = ("precedence",)

    def __str__(self) -> str:
        return self.name


class CirculationRule(models.Model):
    """One cell of the matrix. An empty key means any; an empty ``value`` means “no limit”, not “no rule”."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="circulation_rules"
    )
    patron_group = models.ForeignKey(PatronGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="rules")
    item_type = models.ForeignKey(ItemType, null=True, blank=True, on_delete=models.PROTECT, related_name="rules")
    name = models.CharField(max_length=30)
    value = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                Coalesce("organisation", 0),
                Coalesce("patron_group", 0),
                Coalesce("item_type", 0),
                "name",
                name="one_rule_per_cell",
            ),
        )

    def __str__(self) -> str:
        return f"rule {self.pk}: {self.name} = {self.value or 'no limit'}"


class NamedDueDate(models.Model):
    """A date with a name that rules point at, e.g. ``school_year_end``; next year's can be entered in advance."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active_from = models.DateField(help_text="Loans made from this day on use it")
    date = models.DateField()

    class Meta:
        ordering = ("code", "active_from")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "code", Coalesce("organisation", 0), "active_from", name="one_date_per_name_and_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.date}"
