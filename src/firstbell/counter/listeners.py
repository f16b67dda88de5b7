"""What the counter learns from below: a loaner came or went, so the level of its pool may have been crossed."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.counter.actions.pools import watch_pool
from firstbell.inventory.events import ItemEdited, ItemRestored, ItemStatusChanged
from firstbell.inventory.models import Status

_LABEL = Status.LOANER_AVAILABLE.label


@listens(ItemStatusChanged)
def watch_level(event: ItemStatusChanged, by: Actor) -> None:
    if Status.LOANER_AVAILABLE in (event.old, event.new):
        watch_pool(event.org_path, by=by)


@listens(ItemRestored)
def watch_level_after_undo(event: ItemRestored, by: Actor) -> None:
    if _LABEL in event.changes.get("Status", ()):
        watch_pool(event.org_path, by=by)


@listens(ItemEdited)
def watch_level_after_edit(event: ItemEdited, by: Actor) -> None:
    """What is reserved by hand does not count, and neither does what is no loaner any more."""
    if event.changes.keys() & {"Reserved for", "Type"}:
        watch_pool(event.org_path, by=by)
