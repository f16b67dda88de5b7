"""Programs and chat rooms outside that are told what happened, and the log of each try."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.secrets import EncryptedTextField


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CorePermission.WEBHOOK_MANAGE).q("org_path"))


class Webhook(models.Model):
    """An address that is told of events at ``org_path`` and below.

    ``verbs`` are event verbs (``helpdesk.ticket_opened``) or whole rooms (``helpdesk.*``). It is switched off by
    itself when every try has failed for ``give_up_days``.
    """

    KIND_REF = "core.webhook"

    name = models.CharField(max_length=100)
    url = models.CharField(max_length=500)
    secret = EncryptedTextField()
    verbs = models.JSONField(default=list)
    org_path = models.CharField(max_length=120, blank=True)
    org_label = models.CharField(max_length=200, blank=True)
    give_up_days = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WebhookQuerySet] = WebhookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    def wants(self, verb: str, org_path: str) -> bool:
        """Whether it asked for this event. Events of no organisation go only to hooks of the whole installation."""
        return org_path.startswith(self.org_path) and (
            verb in self.verbs or f"{verb.partition('.')[0]}.*" in self.verbs
        )


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CorePermission.WEBHOOK_MANAGE).q("webhook__org_path"))


class WebhookDelivery(models.Model):
    """One event for one webhook. ``event_id`` is the ``webhook-id`` header, the same on every try."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Delivered"
        FAILED = "failed", "Failed"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
    verb = models.CharField(max_length=80)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    request_head = models.TextField(blank=True)
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    response_head = models.TextField(blank=True)
    problem = models.CharField(max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WebhookDeliveryQuerySet] = WebhookDeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "webhook deliveries"
        indexes = (
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=("queued", "sending")),
                name="hook_delivery_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="hook_delivery_log"),
        )

    def __str__(self) -> str:
        return f"{self.verb} to {self.webhook}"


class ChatRoomQuerySet(models.QuerySet["ChatRoom"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CorePermission.WEBHOOK_MANAGE).q("org_path"))


class ChatRoom(models.Model):
    """A team's chat that is told of some kinds of notices at ``org_path`` and below. ``url`` is Apprise's form."""

    KIND_REF = "core.chat_room"

    name = models.CharField(max_length=100)
    url = EncryptedTextField(help_text="Holds the token, so it is kept encrypted")
    service = models.CharField(max_length=40)
    kinds = models.JSONField(default=list)
    org_path = models.CharField(max_length=120, blank=True)
    org_label = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[ChatRoomQuerySet] = ChatRoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def recipient_key(self) -> str:
        return f"chat:{self.pk}"
