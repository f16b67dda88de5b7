"""Whom the inventory still needs: people who have a thing, or whose it is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from firstbell.core.retention import needs_people
from firstbell.inventory.models import Item


@needs_people
def with_things_in_hand() -> QuerySet[Any, Any]:
    return Item.objects.filter(holder__isnull=False).order_by().values("holder_id")


@needs_people
def with_things_of_their_own() -> QuerySet[Any, Any]:
    return Item.objects.filter(assigned_to__isnull=False).order_by().values("assigned_to_id")
