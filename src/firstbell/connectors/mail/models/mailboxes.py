"""A mailbox of the help desk: how its mail comes, what it is for, and what is done with whom."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.secrets import EncryptedTextField
from firstbell.people.models import Organisation

MEGABYTE = 1_048_576


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(MailPermission.MAILBOX_EDIT).q("organisation__path"))

    def serving(self, org_path: str) -> Self:
        """Those that are on and are for this organisation or one above it, the nearest first."""
        parts = [part for part in org_path.split(".") if part]
        above = ["".join(f"{part}." for part in parts[: n + 1]) for n in range(len(parts))]
        nearest = models.functions.Length("organisation__path")
        return self.filter(is_on=True, organisation__path__in=above).order_by(nearest.desc(), "pk")


class Mailbox(models.Model):
    """``address`` is what people write to. ``server_name`` is how the mail server that checks senders calls itself in
    Authentication-Results (RFC 8601); without it no sender counts as verified.
    """

    class Way(models.TextChoices):
        IMAP = "imap", "Firstbell fetches it (IMAP)"
        LISTENER = "listener", "The mail server hands it over (LMTP or SMTP)"

    class Tls(models.TextChoices):
        TLS = "tls", "TLS from the first byte (port 993)"
        STARTTLS = "starttls", "STARTTLS (port 143)"
        NONE = "none", "None: only on this machine"

    class Unknown(models.TextChoices):
        WALK_IN = "walk_in", "Open a ticket as for a walk-in"
        QUARANTINE = "quarantine", "Keep the mail aside for somebody to look at"

    class Privacy(models.TextChoices):
        NOBODY = "nobody", "No ticket"
        STUDENTS = "students", "Tickets that students write"
        EVERYBODY = "everybody", "Every ticket"

    KIND_REF = "mail.mailbox"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mailboxes")
    name = models.CharField(max_length=60)
    address = models.EmailField(unique=True, help_text="What people write to, e.g. help@elm.example.org")
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.IMAP)
    is_on = models.BooleanField(default=False)
    host = models.CharField(max_length=200, blank=True)
    port = models.PositiveIntegerField(default=993, validators=[MinValueValidator(1), MaxValueValidator(65535)])
    tls = models.CharField(max_length=8, choices=Tls.choices, default=Tls.TLS)
    ca_certificate = models.TextField(blank=True, help_text="Only for a server with a certificate of the school's own")
    username = models.CharField(max_length=200, blank=True)
    password = EncryptedTextField(blank=True, default="")
    folder = models.CharField(max_length=100, default="INBOX")
    done_folder = models.CharField(max_length=100, default="Firstbell")
    has_plus = models.BooleanField(
        default=True, help_text="The server delivers help+anything@… here as well; answers then find their ticket"
    )
    server_name = models.CharField(max_length=200, blank=True)
    group_id = models.CharField(
        max_length=200, blank=True, help_text="List-Id of the group through which this mailbox gets its mail"
    )
    unknown = models.CharField(max_length=10, choices=Unknown.choices, default=Unknown.WALK_IN)
    private_for = models.CharField(max_length=9, choices=Privacy.choices, default=Privacy.NOBODY)
    most_per_hour = models.PositiveSmallIntegerField(default=20, validators=[MinValueValidator(1)])
    most_bytes = models.PositiveBigIntegerField(default=30 * MEGABYTE)
    most_files = models.PositiveSmallIntegerField(default=20)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_findings = models.JSONField(default=list)

    objects: ClassVar[MailboxQuerySet] = MailboxQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)
