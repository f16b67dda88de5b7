"""Letting walks go: that a step helped stays counted, whose trouble it was is forgotten."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.guides.models import Walk


def forget_walks(walks: QuerySet[Walk], *, by: Actor) -> int:
    """Take the person and their words out. Returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        return int(walks.update(person=None, said="", evidence={}))
