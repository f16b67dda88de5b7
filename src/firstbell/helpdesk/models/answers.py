"""Canned answers: texts that are written often, in English and Spanish."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation
from firstbell.rooms.queries import ids_on


class CannedAnswerQuerySet(models.QuerySet["CannedAnswer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Shared ones of where one works, of above it and of everywhere; of own ones only one's own."""
        mine = models.Q(owner_id=actor.account_id) if actor.account_id is not None else models.Q(pk__in=[])
        scope = actor.scope(HelpdeskPermission.TICKET_WORK)
        if scope.is_nowhere:
            return self.none()
        if scope.is_everywhere:
            return self.filter(mine | models.Q(owner=None))
        above = {pk for path in scope.paths for pk in ids_on(path)}
        shared = models.Q(owner=None) & (
            scope.q("organisation__path") | models.Q(organisation=None) | models.Q(organisation__in=above)
        )
        return self.filter(mine | shared)

    def usable_at(self, organisation: Organisation, actor: Actor) -> Self:
        """What may be inserted on a ticket of this school."""
        above = ids_on(organisation.scope_path)
        mine = models.Q(owner_id=actor.account_id) if actor.account_id is not None else models.Q(pk__in=[])
        shared = models.Q(owner=None) & (models.Q(organisation=None) | models.Q(organisation__in=above))
        return self.filter(mine | shared, is_active=True)


class CannedAnswer(models.Model):
    """A text with places to fill: ``{{ requester }}``, ``{{ number }}``, ``{{ device }}``, ``{{ room }}``.

    ``owner`` set: one person's own; else shared at ``organisation`` and below (empty: everywhere).
    """

    KIND_REF = "helpdesk.canned_answer"

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    text_en = models.TextField("English")
    text_es = models.TextField("Spanish", blank=True)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[CannedAnswerQuerySet] = CannedAnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return self.title

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.title)
