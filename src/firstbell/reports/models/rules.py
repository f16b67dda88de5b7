"""From which size on a group is shown, and when somebody counts as coming again. Data, edited on screen."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation
from firstbell.reports.permissions import ReportsPermission


class ReportRuleQuerySet(models.QuerySet["ReportRule"]):
    def visible_to(self, actor: Actor) -> Self:
        """The rows an actor may edit: of the own schools; the one for everywhere only who edits everywhere."""
        scope = actor.scope(ReportsPermission.RULE_EDIT)
        return self if scope.is_everywhere else self.filter(scope.q("organisation__path"))


class ReportRule(models.Model):
    """Numbers of one organisation and all below it; the nearest row counts, whole."""

    KIND_REF = "reports.rule"

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: everywhere"
    )
    smallest_group = models.PositiveSmallIntegerField(default=5, help_text="A smaller group is “fewer than” this")
    repeat_days = models.PositiveSmallIntegerField(
        default=14, help_text="The same person with the same symptom within so many days comes again"
    )
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[ReportRuleQuerySet] = ReportRuleQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"groups of {self.smallest_group} and more, again within {self.repeat_days} days"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.organisation or "everywhere"))
