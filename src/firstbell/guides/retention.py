"""What guides let go."""

from __future__ import annotations

import datetime as dt

from firstbell.core.retention import Due, retention_kind
from firstbell.guides.actions.retention import forget_walks
from firstbell.guides.models import Walk


@retention_kind("guides.walks", "Walks through fix cards", "Person and words go; card, room, model and outcome stay")
def walks(cutoff: dt.datetime, held: set[int]) -> Due:
    old = Walk.objects.filter(started_at__lt=cutoff, person__isnull=False).exclude(person_id__in=held)
    return Due(old.count, lambda by: forget_walks(old, by=by))
