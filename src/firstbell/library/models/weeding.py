"""Weeding: by which age and disuse a copy of a class is looked at, and what was decided of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.library.models.copies import Copy
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation


class WeedingRuleQuerySet(models.QuerySet["WeedingRule"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the schools one works for, and the district's own."""
        scope = actor.scope(LibraryPermission.COPY_EDIT)
        if scope.is_nowhere:
            return self.none()
        if scope.is_everywhere:  # beside an OR, "everywhere" would be no condition at all
            return self.all()
        return self.filter(scope.q("organisation__path") | models.Q(organisation=None))


class WeedingRule(models.Model):
    """Call numbers from ``first`` to ``last`` (as beginnings; “640” to “649”, “FIC” to “FIC”): older than ``max_age`` years since
    publication, not used for ``max_unused`` years. Of two limits both have to be passed, unless ``either``.
    """

    KIND_REF = "library.weeding_rule"

    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: all schools"
    )
    first = models.CharField("from call number", max_length=40)
    last = models.CharField("to call number", max_length=40)
    first_sort = models.CharField(max_length=160, editable=False)
    last_sort = models.CharField(max_length=160, editable=False)
    max_age = models.PositiveSmallIntegerField(
        "years since publication", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    max_unused = models.PositiveSmallIntegerField(
        "years without use", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    either = models.BooleanField("one of the two is enough", default=False)
    look_for = models.CharField(max_length=200, blank=True, help_text="What to look at with the book in the hand")
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[WeedingRuleQuerySet] = WeedingRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("first_sort", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(max_age__isnull=False) | models.Q(max_unused__isnull=False),
                name="weeding_rule_says_something",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class WeedingDecision(models.Model):
    """Somebody held it in the hand and keeps it: it is not proposed again before ``until``."""

    copy = models.OneToOneField(Copy, on_delete=models.CASCADE, primary_key=True, related_name="weeding_decision")
    until = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.copy} stays until {self.until}"
