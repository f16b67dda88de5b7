"""The day's swaps and their undo offers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.models import UndoOffer
from firstbell.counter.models import Swap
from firstbell.counter.queries.pools import Pool, pools

HANDLERS = ("firstbell.counter.actions.swaps.undo_swap", "firstbell.counter.actions.returns.undo_finish")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TodayLine:
    """A swap of the last day with the offer to take its latest step back, if there still is one."""

    swap: Swap
    undo: UndoOffer | None


@dataclass(frozen=True, slots=True)
class Today:
    """The column beside the counter."""

    lines: list[TodayLine]
    pools: list[Pool]

    @property
    def overdue(self) -> int:
        return sum(pool.overdue for pool in self.pools)


def today(actor: Actor) -> Today:
    """Three statements: the last swaps, the actor's own offers, the pools."""
    since = timezone.now() - dt.timedelta(hours=16)
    swaps = (
        Swap.objects.visible_to(actor)
        .filter(at__gte=since)
        .select_related("person", "device", "loaner__device", "symptom")
        .order_by("-at", "-id")[:_SHOWN]
    )
    offers = offers_of(actor)
    return Today([TodayLine(swap, offers.get(swap.pk)) for swap in swaps], pools(actor))


def offers_of(actor: Actor) -> dict[int, UndoOffer]:
    """The actor's offers of the last minute by swap, the latest of each."""
    rows = UndoOffer.objects.filter(
        actor_key=actor.key, handler__in=HANDLERS, used_at=None, expires_at__gt=timezone.now()
    ).order_by("created_at")
    return {int(row.payload["swap"]): row for row in rows}


def latest_offer(actor: Actor) -> UndoOffer | None:
    """What “u” takes back: the newest offer this person made at the counter."""
    return (
        UndoOffer.objects.filter(actor_key=actor.key, used_at=None, expires_at__gt=timezone.now())
        .filter(handler__startswith="firstbell.c")
        .order_by("-created_at")
        .first()
    )
