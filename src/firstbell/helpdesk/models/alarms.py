"""What machines report: another room of the house, a monitor of the network, a script. One row for each thing watched."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.helpdesk.models.tickets import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, actor: Actor) -> Self:
        """Alarms of the schools whose tickets the actor works on."""
        return self.filter(actor.scope(HelpdeskPermission.TICKET_WORK).q("organisation__path"))


class Alarm(models.Model):
    """``source`` watches the thing that it calls ``key``. While ``ticket`` is open, the same alarm makes no second one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="alarms")
    is_firing = models.BooleanField(default=True)
    times = models.PositiveIntegerField(default=0, help_text="How often it began, for this ticket")
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AlarmQuerySet] = AlarmQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "source", "key"], name="one_alarm_per_thing"),)
        indexes = (models.Index(fields=["over_at"], condition=models.Q(is_firing=False), name="alarms_that_are_over"),)

    def __str__(self) -> str:
        return f"{self.source}: {self.title}"
