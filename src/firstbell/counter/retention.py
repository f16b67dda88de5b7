"""What the counter lets go, and whom it still needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.core.retention import Due, needs_people, retention_kind
from firstbell.counter.models import ScanConflict, Swap


@retention_kind("counter.swaps", "Swaps that ended", "Deleted; ticket and loan stay, as their own rules say")
def swaps(cutoff: dt.datetime, held: set[int]) -> Due:
    ended = Swap.objects.filter(Q(finished_at__lt=cutoff) | Q(undone_at__lt=cutoff)).exclude(person_id__in=held)

    def let_go(_by: Actor) -> int:
        return ended.delete()[0]

    return Due(ended.count, let_go)


@needs_people
def with_open_swaps() -> QuerySet[Any, Any]:
    return Swap.objects.open().order_by().values("person_id")


@needs_people
def with_open_questions() -> QuerySet[Any, Any]:
    return ScanConflict.objects.open().filter(reader__isnull=False).order_by().values("reader_id")
