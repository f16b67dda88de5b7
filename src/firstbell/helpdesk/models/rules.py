"""Rules: when something happens to a ticket and it looks so, then do this. And what they did to each ticket."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.models.clocks import reaching
from firstbell.helpdesk.models.symptoms import Symptom
from firstbell.helpdesk.models.tickets import Ticket
from firstbell.people.models import Account, Organisation, Person


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rules of the places the actor works at, and those from above that reach down to them."""
        return self.filter(reaching(actor))


class RoutingRule(models.Model):
    """One rule. ``conditions``: name of a condition -> values, of which one has to fit (``helpdesk.rules``).

    ``tried_at``: it was tried on past tickets as it stands; without, it cannot be switched on. A school's own rules look
    before those from above; what one rule has set, a later one leaves alone.
    """

    class When(models.TextChoices):
        OPENED = "opened", "A ticket is opened"
        REPLIED = "replied", "The requester writes"
        WAITED = "waited", "It has waited so long"
        BREACH_NEAR = "breach_near", "A due time is near"

    class Team(models.TextChoices):
        NOBODY = "", "Nobody"
        CAMPUS = "campus", "Everybody who works on tickets there"
        DISTRICT = "district", "Whoever answers for the district"

    KIND_REF = "helpdesk.routing_rule"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="routing_rules"
    )
    name = models.CharField(max_length=120)
    when = models.CharField(max_length=12, choices=When.choices, default=When.OPENED)
    waited_hours = models.PositiveSmallIntegerField(default=48, help_text="For “it has waited so long”")
    conditions = models.JSONField(default=dict, blank=True)
    assign_to = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_urgency = models.CharField(max_length=12, choices=Ticket.Urgency.choices, blank=True)
    set_impact = models.CharField(max_length=8, choices=Ticket.Impact.choices, blank=True)
    set_symptom = models.ForeignKey(Symptom, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    add_watcher = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    tell = models.CharField(max_length=8, choices=Team.choices, blank=True, default=Team.NOBODY)
    position = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=False)
    tried_at = models.DateTimeField(null=True, blank=True)
    tried_on = models.PositiveIntegerField(default=0, help_text="Tickets looked at in the trial")
    would_fire = models.PositiveIntegerField(default=0, help_text="Of them, how many it fits")
    fired = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it was left out the last time")
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[RoutingRuleQuerySet] = RoutingRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class RuleRun(models.Model):
    """Why a ticket went where it went: one look of all rules at it. ``lines``: see ``helpdesk.rules.Line``."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="rule_runs")
    when = models.CharField(max_length=12, choices=RoutingRule.When.choices)
    occasion = models.CharField(max_length=60, blank=True, help_text="What makes it happen once: since when it waits")
    lines = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["ticket", "when"], name="rule_runs_of_ticket"),)

    def __str__(self) -> str:
        return f"{self.ticket}: {self.get_when_display()}"
