"""Questions about items that other rooms and the pages of this one ask."""

from __future__ import annotations

from typing import Any

from firstbell.inventory.models import Item


def state_of(item: Item) -> dict[str, Any]:
    """What undo needs to put the item back (``actions.restore_item``); JSON."""
    values: dict[str, Any] = {}
    for name in Item.STATE_FIELDS:
        value = getattr(item, name)
        values[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return values
