"""A mail that came in: kept as it came, with what became of it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from firstbell.connectors.mail.models.mailboxes import Mailbox
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Person


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def visible_to(self, actor: Actor) -> Self:
        """Mail of the actor's schools; of a ticket one may not see, and of a private mailbox, only with the right to."""
        here = actor.scope(MailPermission.INBOUND_VIEW).q("mailbox__organisation__path")
        private = actor.scope(HelpdeskPermission.TICKET_VIEW_PRIVATE)
        seen = models.Q(ticket=None) | models.Q(ticket__in=Ticket.objects.visible_to(actor).order_by().values("pk"))
        found = self.filter(here & seen)
        if private.is_everywhere:
            return found
        return found.filter(models.Q(is_private=False) | private.q("mailbox__organisation__path"))


class InboundMail(models.Model):
    """``fingerprint`` (of Message-ID and body) and ``uid`` (in its ``uid_validity``) make it one, however often it is read.

    ``checks`` is what the trusted server said: ``{"spf": "pass", "dkim": "pass", "dmarc": "pass"}``.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        TICKET = "ticket", "Opened a ticket"
        REPLY = "reply", "Reply on a ticket"
        IGNORED = "ignored", "Ignored"
        QUARANTINED = "quarantined", "Kept aside"

    class Verdict(models.TextChoices):
        PASSED = "passed", "Sender verified"
        FAILED = "failed", "Not the sender it names"
        UNKNOWN = "unknown", "Sender not verified"

    OPEN: ClassVar[tuple[str, ...]] = (State.IGNORED, State.QUARANTINED)
    KIND_REF = "mail.inbound"

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="mails")
    state = models.CharField(max_length=11, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=64)
    uid_validity = models.BigIntegerField(null=True, blank=True)
    uid = models.BigIntegerField(null=True, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    source = models.FileField(upload_to="mail/%Y/%m/", blank=True)
    size = models.BigIntegerField()
    is_whole = models.BooleanField(default=True, help_text="Of a mail over the limit only the head is kept")
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    recipient = models.CharField(max_length=254, blank=True, help_text="Of the envelope, where the server told it")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails")
    verdict = models.CharField(max_length=7, choices=Verdict.choices, default=Verdict.UNKNOWN)
    checks = models.JSONField(default=dict)
    is_private = models.BooleanField(default=False)
    left_out = models.JSONField(default=list, help_text="Files that were not kept with the ticket, and why")
    ticket = models.ForeignKey(Ticket, null=True, blank=True, on_delete=models.PROTECT, related_name="mails")
    entry = models.ForeignKey(TicketEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="mails")
    tries = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[InboundMailQuerySet] = InboundMailQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-received_at", "-pk")
        verbose_name = "inbound mail"
        indexes = (
            models.Index(fields=["mailbox", "sender", "-received_at"], name="mail_by_sender"),
            models.Index(fields=["mailbox", "message_id"], name="mail_by_message_id"),
            models.Index(fields=["-received_at", "-id"], name="mail_latest"),
            models.Index(fields=["received_at"], condition=models.Q(state="received"), name="mail_waiting"),
            models.Index(fields=["state", "-received_at"], name="mail_by_state"),
        )
        constraints = (
            models.UniqueConstraint(fields=["mailbox", "fingerprint"], name="one_mail_per_fingerprint"),
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"],
                condition=models.Q(uid__isnull=False),
                name="one_mail_per_uid",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"M-{self.pk}"

    @property
    def ref(self) -> Ref:
        """By its number only: what somebody wrote is no business of the audit trail."""
        return Ref(self.KIND_REF, self.pk, f"{self.number} to {self.mailbox.name}")

    @property
    def shown_sender(self) -> str:
        return self.sender_name or self.sender or "nobody named"
