"""The policy matrix as data: who × what × where × rule name → value (domain: circulation rule engine).

Each rule name falls back on its own: a specific row that sets only one name hides nothing else.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person


class PatronGroup(models.Model):
    """Who: a kind of person and, for students, a band of grades.

    A person may fit several groups; for each rule name the fitting group with the lowest
    ``precedence`` that has a row wins, so “Seniors” need only say what differs from “Students”.
    """

    KIND_REF = "circulation.patron_group"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    person_kind = models.CharField(max_length=8, choices=Person.Kind.choices)
    grades = models.JSONField(default=list, blank=True, help_text="Grade codes; empty means all")
    precedence = models.PositiveSmallIntegerField(default=100, unique=True)

    class Meta:
        ordering = ("precedence",)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    def fits(self, person: Person) -> bool:
        return self.person_kind == person.kind and (not self.grades or person.grade in self.grades)


class CirculationRuleQuerySet(models.QuerySet["CirculationRule"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rules of the actor's organisations, and those from above that reach down to them."""
        return self.filter(_reaching(actor))


class CirculationRule(models.Model):
    """One cell of the matrix. An empty key means any; an empty ``value`` means “no limit”, not “no rule”."""

    KIND_REF = "circulation.rule"

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

    objects: ClassVar[CirculationRuleQuerySet] = CirculationRuleQuerySet.as_manager()  # type: ignore[assignment]

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
        return f"rule {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"rule {self.pk}")

    @property
    def scope_path(self) -> str:
        """Where changing it needs the permission: its organisation, or everywhere."""
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE

    @property
    def cell(self) -> str:
        """Whom it is for: "Elm High School × Students × Loaner", or "everybody, everything"."""
        keys = (self.organisation, self.patron_group, self.item_type)
        return " × ".join(str(key) for key in keys if key is not None) or "everybody, everything"


class NamedDueDateQuerySet(models.QuerySet["NamedDueDate"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(_reaching(actor))


class NamedDueDate(models.Model):
    """A date with a name that rules point at, e.g. ``school_year_end``; next year's can be entered in advance."""

    KIND_REF = "circulation.named_due_date"

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    active_from = models.DateField(help_text="Loans made from this day on use it")
    date = models.DateField()

    objects: ClassVar[NamedDueDateQuerySet] = NamedDueDateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("code", "active_from")
        constraints: ClassVar = [
            models.UniqueConstraint(
                "code", Coalesce("organisation", 0), "active_from", name="one_date_per_name_and_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.date}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


def _reaching(actor: Actor) -> models.Q:
    """What holds somewhere the actor may look at policies: there and below, and above up to the root."""
    scope = actor.scope(CirculationPermission.POLICY_VIEW)
    if scope.is_nowhere or scope.is_everywhere:
        return scope.q("organisation__path")
    above = {int(part) for path in scope.paths for part in path.split(".") if part}
    return scope.q("organisation__path") | models.Q(organisation=None) | models.Q(organisation_id__in=above)
