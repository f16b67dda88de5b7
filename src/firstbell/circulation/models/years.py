"""The end of a school year in a library: what was cleared, with what it takes to bring it back."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation


class YearEndQuerySet(models.QuerySet["YearEnd"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CirculationPermission.YEAR_END).q("organisation__path"))


class YearEnd(models.Model):
    """One school, one school year (named by the calendar year it ends in), once.

    ``cleared`` holds numbers for people. ``visits`` ([section, weekday]) and ``textbooks`` ([section, product, kind,
    wanted]) are what taking it back restores; of holds only how many there were: who waited for what is kept nowhere.
    """

    KIND_REF = "circulation.year_end"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    ended_at = models.DateTimeField()
    ended_by = models.CharField(max_length=200)
    cleared = models.JSONField(default=dict)
    visits = models.JSONField(default=list)
    textbooks = models.JSONField(default=list)

    objects: ClassVar[YearEndQuerySet] = YearEndQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-school_year", "organisation")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "school_year"], name="one_year_end_per_school_and_year"),
        )

    def __str__(self) -> str:
        return f"{self.school_year - 1}-{self.school_year} at {self.organisation}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self)[:200])
