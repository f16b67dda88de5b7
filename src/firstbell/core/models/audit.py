"""The audit trail's tables. Actors and objects are named, not referenced: the trail outlives both."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CorePermission.AUDIT_VIEW).q("org_path"))


class AuditEntry(models.Model):
    """One event as it was told. A trigger refuses UPDATE and DELETE."""

    change_id = models.UUIDField()
    at = models.DateTimeField(db_index=True)
    actor_key = models.CharField(max_length=80, db_index=True)
    actor_name = models.CharField(max_length=200)
    via = models.CharField(max_length=8)
    verb = models.CharField(max_length=80)
    summary = models.CharField(max_length=300)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    org_path = models.CharField(max_length=120)
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Self]] = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["change_id"], name="audit_change"),
            # A technician's trail is what lies below one path. PostgreSQL looks a prefix up only by this operator class;
            # SQLite counts in the index alone, without reading the entries.
            models.Index(fields=["org_path"], name="audit_place", opclasses=["varchar_pattern_ops"]),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.summary}"


class AuditLink(models.Model):
    """On whose timeline an entry appears."""

    entry = models.ForeignKey(AuditEntry, on_delete=models.CASCADE, related_name="links", db_index=False)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["kind", "object_id", "-entry"], name="audit_link_object"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
