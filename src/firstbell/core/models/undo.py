"""Offers to take a change back, valid for a short time and once."""

from __future__ import annotations

import uuid

from django.db import models


class UndoOffer(models.Model):
    """``handler`` names the registered function; ``payload`` is what it needs to take the change back."""

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    change_id = models.UUIDField()
    actor_key = models.CharField(max_length=80)
    handler = models.CharField(max_length=80)
    label = models.CharField(max_length=200)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label
