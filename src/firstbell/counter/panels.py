"""Swaps on a person's and an item's page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.counter.models import Swap
from firstbell.counter.models.swaps import SwapQuerySet
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.pools import pools
from firstbell.inventory.models import Item
from firstbell.people.models import Person

_SHOWN = 6


def _context(swaps: SwapQuerySet) -> Context | None:
    shown = list(swaps.select_related("person", "device", "loaner__device", "symptom").order_by("-at", "-id")[:_SHOWN])
    return {"swaps": shown} if shown else None


def person_swaps(person: Person, actor: Actor) -> Context | None:
    return _context(Swap.objects.visible_to(actor).filter(person=person))


def item_swaps(item: Item, actor: Actor) -> Context | None:
    return _context(Swap.objects.visible_to(actor).filter(Q(device_id=item.pk) | Q(loaner_id=item.pk)))


def home_counter(_today: Any, actor: Actor) -> Context:
    """The way to the counter, and whether there is something to lend."""
    return {"pools": pools(actor)}


register(
    Panel("core.home", "counter", "counter/panel_home.html", home_counter, CounterPermission.COUNTER_USE, order=10)
)
register(Panel("people.person", "swaps", "counter/panel.html", person_swaps, CounterPermission.COUNTER_USE, order=30))
register(Panel("inventory.item", "swaps", "counter/panel.html", item_swaps, CounterPermission.COUNTER_USE, order=30))
