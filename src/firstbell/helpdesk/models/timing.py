"""How long a ticket waits for whom: numbers of a school, inherited from above. Data, edited on screen."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation


class TicketTimingQuerySet(models.QuerySet["TicketTiming"]):
    def visible_to(self, actor: Actor) -> Self:
        """The rows an actor may edit: of the own schools; the one for everywhere only who edits everywhere."""
        scope = actor.scope(HelpdeskPermission.CATALOGUE_EDIT)
        return self if scope.is_everywhere else self.filter(scope.q("organisation__path"))


class TicketTiming(models.Model):
    """Days of waiting at one organisation and all below it; the nearest row counts, whole.

    All are school days of the school's own calendar, but ``reopen_days``, which are days of the week as they come,
    and ``alarm_minutes``.
    """

    KIND_REF = "helpdesk.timing"

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: everywhere"
    )
    remind_after = models.PositiveSmallIntegerField(default=3, help_text="The requester is reminded of our question")
    warn_after = models.PositiveSmallIntegerField(default=7, help_text="The requester is told that it will be closed")
    close_after = models.PositiveSmallIntegerField(default=8, help_text="Closed without a reply")
    close_resolved_after = models.PositiveSmallIntegerField(default=2, help_text="A resolved ticket is closed")
    reopen_days = models.PositiveSmallIntegerField(default=7, help_text="So long the requester may reopen it")
    alarm_minutes = models.PositiveSmallIntegerField(
        default=30, help_text="An alarm that is over so long ends its ticket, if nobody took it; 0: never"
    )
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[TicketTimingQuerySet] = TicketTimingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(remind_after__lt=models.F("warn_after"), warn_after__lt=models.F("close_after")),
                name="reminded_then_warned_then_closed",
            ),
        )

    def __str__(self) -> str:
        return f"remind {self.remind_after}, warn {self.warn_after}, close {self.close_after}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.organisation or "everywhere"))
