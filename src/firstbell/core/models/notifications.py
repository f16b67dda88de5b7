"""Notices to people, how each reached them, what they chose, and the words the school wrote for it.

A recipient is named by a key, ``person:17`` or ``account:3`` (``chat:2`` for a chat room): the ground
floor knows no people, ``settings.FIRSTBELL_DIRECTORY`` does.
"""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


class Channel(models.TextChoices):
    IN_APP = "in_app", "In Firstbell"
    EMAIL = "email", "E-mail"
    CHAT = "chat", "Chat"


class Choice(models.TextChoices):
    """What somebody wants of one kind on one channel."""

    NOW = "now", "At once"
    DIGEST = "digest", "In the daily digest"
    OFF = "off", "Not at all"


def recipient_keys(actor: Actor) -> tuple[str, ...]:
    """The keys under which notices to this actor are kept."""
    keys = []
    if actor.person_id is not None:
        keys.append(f"person:{actor.person_id}")
    if actor.account_id is not None:
        keys.append(f"account:{actor.account_id}")
    return tuple(keys)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, as far as they are shown in the program. Nobody reads another's."""
        return self.filter(recipient_key__in=recipient_keys(actor), in_app=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something told to one recipient, once: ``occasion`` is what makes it another one for the same subject.

    ``line`` is what the program shows; ``title`` and ``body`` are the mail, rendered in ``language``.
    ``wanted`` is the language the recipient would rather have had, when it is not one of ours.
    """

    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    occasion = models.CharField(max_length=120, blank=True)
    org_path = models.CharField(max_length=120, blank=True)
    recipient_key = models.CharField(max_length=40)
    recipient_name = models.CharField(max_length=200)
    language = models.CharField(max_length=16)
    wanted = models.CharField(max_length=16, blank=True)
    line = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    in_app = models.BooleanField(default=True)
    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["recipient_key", "-id"], name="notice_of_recipient"),
            models.Index(fields=["recipient_key"], condition=models.Q(read_at=None, in_app=True), name="notice_unread"),
            models.Index(fields=["batch"], name="notice_batch"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id", "occasion", "recipient_key"],
                name="one_notice_per_occasion",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that were sent for the actor's organisations."""
        return self.filter(actor.scope(CorePermission.DELIVERY_VIEW).q("notice__org_path"))


class Delivery(models.Model):
    """One notice on one channel. ``message_id`` stays the same on every try, so that the other end can tell a repeat."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        DIGEST = "digest", "Waits for the digest"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        SUPPRESSED = "suppressed", "Not sent"

    REPEATABLE: ClassVar[tuple[str, ...]] = (State.SENT, State.FAILED, State.SUPPRESSED)
    KIND_REF = "core.delivery"

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    digest = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="gathered")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "deliveries"
        indexes = (
            models.Index(
                fields=["next_try_at"], condition=models.Q(state__in=("queued", "sending")), name="delivery_waiting"
            ),
            models.Index(fields=["state", "-id"], name="delivery_by_state"),
        )
        constraints = (models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_channel"),)

    def __str__(self) -> str:
        return f"{self.notice} by {self.channel}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"{self.get_channel_display()} to {self.notice.recipient_name}")


class Preference(models.Model):
    """What one recipient chose for one kind on one channel; without a row the kind's own default counts."""

    recipient_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    choice = models.CharField(max_length=6, choices=Choice.choices)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recipient_key", "kind", "channel"], name="one_preference_per_channel"),
        )

    def __str__(self) -> str:
        return f"{self.recipient_key}: {self.kind} by {self.channel} {self.choice}"


class NoticeTimes(models.Model):
    """When to leave somebody alone and when the digest comes: of a recipient, or ``org:4`` for a school's default.

    Equal ``quiet_from`` and ``quiet_until`` mean no quiet hours. Times are of the recipient's own clock.
    """

    owner_key = models.CharField(max_length=40, unique=True)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    digest_at = models.TimeField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "notice times"

    def __str__(self) -> str:
        return f"{self.owner_key}: quiet {self.quiet_from:%H:%M} to {self.quiet_until:%H:%M}"


class KindSwitch(models.Model):
    """A kind of notice switched off, or on again, for an organisation and all below; the nearest counts."""

    KIND_REF = "core.kind_switch"

    kind = models.CharField(max_length=60)
    organisation_id = models.BigIntegerField(default=0, help_text="0: the whole installation")
    org_path = models.CharField(max_length=120, blank=True)
    org_label = models.CharField(max_length=200, blank=True)
    is_on = models.BooleanField()
    changed_by = models.CharField(max_length=200)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "kind switches"
        constraints = (models.UniqueConstraint(fields=["kind", "org_path"], name="one_switch_per_place"),)

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'} at {self.org_label or 'everywhere'}"


class Wording(models.Model):
    """The school's own words for a kind, a channel and a language. Older versions stay; one at most is in use."""

    KIND_REF = "core.wording"

    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    language = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)
    written_by = models.CharField(max_length=200)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=["kind", "channel", "language", "version"], name="one_wording_per_version"),
            models.UniqueConstraint(
                fields=["kind", "channel", "language"],
                condition=models.Q(is_current=True),
                name="one_current_wording",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} ({self.channel}, {self.language}) version {self.version}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"{self.kind} ({self.get_channel_display()}, {self.language})")
