"""From the campus to the district: why, how, and each time it happened (domain: 3.10)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Coalesce

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.models.clocks import reaching
from firstbell.helpdesk.models.tickets import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Account, Organisation


class EscalationReason(models.Model):
    """Why a campus cannot end it alone, and what has to be in the evidence pack then (keys of ``queries.evidence``)."""

    KIND_REF = "helpdesk.escalation_reason"

    code = models.SlugField(max_length=30, unique=True)
    label = models.CharField(max_length=80)
    needs = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.label)


class EscalationRouteQuerySet(models.QuerySet["EscalationRoute"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(reaching(actor))


class EscalationRoute(models.Model):
    """Where a school's escalations go, and how long the other side may keep silent. The nearest row wins.

    ``outside_address``: the district uses another system and takes the pack by mail; empty: they work in here.
    """

    KIND_REF = "helpdesk.escalation_route"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="escalation_routes"
    )
    hours = models.PositiveSmallIntegerField(
        default=4, help_text="Working hours until it is sent again, then to the lead"
    )
    lead = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outside_name = models.CharField(max_length=80, blank=True, help_text="E.g. the district's service desk")
    outside_address = models.EmailField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[EscalationRouteQuerySet] = EscalationRouteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("organisation", 0), name="one_escalation_route_per_school"),)

    def __str__(self) -> str:
        return f"{self.outside_name or 'In here'}, {self.hours} hours"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.organisation or "everywhere"))

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of tickets the actor works on; a private ticket's only for who may see private ones."""
        scope = actor.scope(HelpdeskPermission.TICKET_WORK)
        private = actor.scope(HelpdeskPermission.TICKET_VIEW_PRIVATE)
        secret = models.Q(ticket__is_private=True)
        if not private.is_everywhere:
            shown = models.Q(ticket__is_private=False)
            if not private.is_nowhere:
                shown |= secret & private.q("ticket__organisation__path")
            return self.filter(scope.q("ticket__organisation__path"), shown)
        return self.filter(scope.q("ticket__organisation__path"))


class Escalation(models.Model):
    """One time a ticket went to the district. ``sender`` stays the owner towards the requester; ``worker`` is the other side.

    ``pack`` is the evidence as it was sent. ``answer``: what is missing, what was done, or a reason to repeat.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        RETURNED = "returned", "Returned, incomplete"
        ACTION_TAKEN = "action_taken", "Action taken"
        DECLINED = "declined", "Declined"

    KIND_REF = "helpdesk.escalation"
    STANDING = (State.DRAFT, State.SENT, State.ACKNOWLEDGED, State.RETURNED)

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="escalations")
    reason = models.ForeignKey(EscalationReason, on_delete=models.PROTECT, related_name="escalations")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    given = models.JSONField(default=dict, blank=True, help_text="What the sender added, by the evidence's keys")
    deadline = models.DateField(null=True, blank=True)
    sender = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    pack = models.JSONField(default=dict, blank=True)
    answer = models.TextField(blank=True)
    missing = models.JSONField(default=list, blank=True, help_text="Keys of what was missing")
    returns = models.PositiveSmallIntegerField(default=0, help_text="How often it came back incomplete")
    outside_to = models.CharField(max_length=254, blank=True)
    outside_number = models.CharField(max_length=60, blank=True, help_text="The number it has in their system")
    nudges = models.PositiveSmallIntegerField(default=0)
    nudge_at = models.DateTimeField(null=True, blank=True)
    mail_wanted_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mail_problem = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[EscalationQuerySet] = EscalationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(state__in=["draft", "sent", "acknowledged", "returned"]),
                name="one_standing_escalation_per_ticket",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket.number}: {self.reason}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def is_standing(self) -> bool:
        return self.state in self.STANDING
