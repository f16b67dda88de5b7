"""Clocks of tickets: what is promised, as data, and how far each ticket's clocks have run."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.models.tickets import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation


def reaching(actor: Actor) -> models.Q:
    """What holds somewhere the actor works on tickets: there and below, and above up to the root."""
    scope = actor.scope(HelpdeskPermission.TICKET_WORK)
    if scope.is_nowhere or scope.is_everywhere:
        return scope.q("organisation__path")
    above = {int(part) for path in scope.paths for part in path.split(".") if part}
    return scope.q("organisation__path") | models.Q(organisation=None) | models.Q(organisation_id__in=above)


class ServiceLevelQuerySet(models.QuerySet["ServiceLevel"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(reaching(actor))


class ServiceLevel(models.Model):
    """One cell of impact × urgency, at a school or everywhere: the priority, and by when. The nearest row wins.

    Minutes are working time. ``lesson_within``: a lesson that begins within so many minutes is what the trouble is in the
    way of, and makes it one step more pressing; 0: lessons do not count here.
    """

    KIND_REF = "helpdesk.service_level"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="service_levels"
    )
    impact = models.CharField(max_length=8, choices=Ticket.Impact.choices)
    urgency = models.CharField(max_length=12, choices=Ticket.Urgency.choices)
    priority = models.PositiveSmallIntegerField(help_text="1 is the most pressing, 4 the least")
    answer_minutes = models.PositiveIntegerField(help_text="First answer by a person, in working minutes")
    resolve_minutes = models.PositiveIntegerField(help_text="Resolved, in working minutes")
    lesson_within = models.PositiveIntegerField(
        default=0, help_text="Minutes before a lesson in which it counts; 0: never"
    )
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[ServiceLevelQuerySet] = ServiceLevelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("priority", "id")
        constraints = (
            models.UniqueConstraint(Coalesce("organisation", 0), "impact", "urgency", name="one_level_per_cell"),
        )

    def __str__(self) -> str:
        return f"{self.get_urgency_display()}, {self.get_impact_display().lower()}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class ClockRuleQuerySet(models.QuerySet["ClockRule"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(reaching(actor))


class ClockRule(models.Model):
    """How a school's clocks count: when to warn, and the hours of a day that has no bells. The nearest row wins."""

    KIND_REF = "helpdesk.clock_rule"

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: everywhere"
    )
    warn_percent = models.PositiveSmallIntegerField(default=75)
    day_starts = models.TimeField(default=dt.time(7, 0))
    day_ends = models.TimeField(default=dt.time(15, 0))
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[ClockRuleQuerySet] = ClockRuleQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"warns at {self.warn_percent} %, {self.day_starts:%H:%M} to {self.day_ends:%H:%M} without bells"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.organisation or "everywhere"))


class TicketClock(models.Model):
    """One promise of one ticket. Runs from ``running_since``; what ran before is in ``spent``. Seconds of working time.

    ``due_at`` stands while it runs. ``paused_at``: it waits for somebody else. ``ended_at``: kept, broken or not needed.
    """

    class Kind(models.TextChoices):
        ANSWER = "answer", "First answer"
        RESOLUTION = "resolution", "Resolution"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    allowed = models.PositiveIntegerField(help_text="Seconds")
    spent = models.PositiveIntegerField(default=0, help_text="Seconds, without what runs now")
    started_at = models.DateTimeField()
    running_since = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["ticket", "kind"], name="one_clock_per_ticket_and_kind"),)
        indexes = (
            models.Index(fields=["due_at"], condition=models.Q(breached_at=None, ended_at=None), name="clock_running"),
        )

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_kind_display().lower()}"

    @property
    def state(self) -> str:
        """running, paused, kept, broken; a clock that ended late stays broken."""
        if self.breached_at is not None:
            return "broken"
        if self.ended_at is not None:
            return "kept"
        return "running" if self.running_since is not None else "paused"
