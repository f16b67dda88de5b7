"""On which weekdays a class comes to the library: its loans are due on one of them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Section


class ClassVisitQuerySet(models.QuerySet["ClassVisit"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CirculationPermission.POLICY_VIEW).q("section__organisation__path"))


class ClassVisit(models.Model):
    """One weekday (0 is Monday) on which a homeroom comes."""

    KIND_REF = "circulation.class_visit"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="library_visits")
    weekday = models.PositiveSmallIntegerField()

    objects: ClassVar[ClassVisitQuerySet] = ClassVisitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("section", "weekday")
        constraints = (
            models.UniqueConstraint(fields=["section", "weekday"], name="one_visit_per_section_and_weekday"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="visit_on_a_weekday"),
        )

    def __str__(self) -> str:
        return f"{self.section} on {self.weekday}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.section))
