"""Replies already given, so that a request sent twice acts once."""

from __future__ import annotations

from django.db import models


class IdempotentReply(models.Model):
    """One reply per (actor, key). ``fingerprint`` tells a repeat from a different request with the same key."""

    actor_key = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["actor_key", "key"], name="one_reply_per_key"),)

    def __str__(self) -> str:
        return f"{self.actor_key} {self.key}"
