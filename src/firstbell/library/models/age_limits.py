"""From which grade on some material is lent, and who may have it all the same for a while. Off until a school says so."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.library.models.copies import ShelvingPlace
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation, Person


class AgeLimitQuerySet(models.QuerySet["AgeLimit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the schools whose rules one keeps, and the district's own."""
        scope = actor.scope(LibraryPermission.RULE_EDIT)
        if scope.is_nowhere:
            return self.none()
        if scope.is_everywhere:  # beside an OR, "everywhere" would be no condition at all
            return self.all()
        return self.filter(scope.q("organisation__path") | Q(organisation=None))


class AgeLimit(models.Model):
    """``lowest_grade`` (kindergarten 0) for what stands at a place, is of a type, or is meant for readers from
    ``interest_from`` on by its record: exactly one of the three. It counts where it is lent, and while ``is_on``."""

    KIND_REF = "library.age_limit"

    name = models.CharField(max_length=100)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: all schools"
    )
    shelving_place = models.ForeignKey(
        ShelvingPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="age_limits"
    )
    item_type = models.ForeignKey(ItemType, null=True, blank=True, on_delete=models.PROTECT, related_name="age_limits")
    interest_from = models.SmallIntegerField("meant for readers from grade", null=True, blank=True)
    lowest_grade = models.SmallIntegerField("lent from grade")
    is_on = models.BooleanField("counts", default=False)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[AgeLimitQuerySet] = AgeLimitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class AgeExceptionQuerySet(models.QuerySet["AgeException"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those one gave, and for whoever keeps the rules of the student's school all of them."""
        kept = actor.scope(LibraryPermission.RULE_EDIT)
        if kept.is_everywhere:
            return self.all()
        own = Q(given_by_key=actor.key)
        return self.filter(own if kept.is_nowhere else own | kept.q("person__organisation__path"))

    def standing(self, today: dt.date) -> Self:
        return self.filter(first_day__lte=today, last_day__gte=today)


class AgeException(models.Model):
    """A student may have what age limits keep back, from ``first_day`` through ``last_day``. It names no title."""

    KIND_REF = "library.age_exception"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="age_exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=100, blank=True)
    given_by = models.CharField(max_length=200)
    given_by_key = models.CharField(max_length=60, db_index=True)
    given_at = models.DateTimeField()

    objects: ClassVar[AgeExceptionQuerySet] = AgeExceptionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-last_day", "pk")
        indexes = (models.Index(fields=["person", "last_day"], name="age_exception_by_person"),)

    def __str__(self) -> str:
        return f"exception {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"exception {self.pk}")
