"""Blocks set by hand; those that follow from fees and overdue loans are computed, not stored."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation, Person


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, actor: Actor) -> Self:
        """Blocks set at the organisations where the actor sees loans, and one's own."""
        scope = actor.scope(CirculationPermission.LOAN_VIEW)
        if scope.is_everywhere:
            return self
        if scope.is_nowhere:
            return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()
        return self.filter(scope.q("organisation__path"))

    def standing(self, today: dt.date) -> Self:
        """Neither lifted nor run out. ``until`` is the last day of the block."""
        return self.filter(lifted_at=None).filter(models.Q(until=None) | models.Q(until__gte=today))


class Block(models.Model):
    """Lending to the person is refused while it stands; ``until`` (included) lets it run out by itself."""

    KIND_REF = "circulation.block"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="blocks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    until = models.DateField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BlockQuerySet] = BlockQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["person"], condition=models.Q(lifted_at=None), name="block_standing"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, "block")
