"""What happened to things before they came here, written in bulk as an import brings it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.inventory.models import PastEvent
from firstbell.inventory.permissions import InventoryPermission

_COLUMNS = ("item_id", "at", "what", "who", "about", "note", "row_hash", "register", "register_name", "import_run")


def write_past_events(
    rows: Iterable[tuple[Any, ...]], *, register: str, register_name: str, run_id: int, root_path: str, by: Actor
) -> None:
    """Each row: (item id, moment as ISO text, what, who, about whom or where, note, row hash).

    Call it inside ``change(by)``; whoever calls publishes that it happened. Raises Forbidden (``inventory.item.edit``
    over the whole subtree).
    """
    by.require(InventoryPermission.ITEM_EDIT, at=root_path)
    with change(by):
        bulk.insert(
            PastEvent._meta.db_table,
            _COLUMNS,
            (
                (item, bulk.moment(dt.datetime.fromisoformat(at)), *said, register, register_name, run_id)
                for item, at, *said in rows
            ),
        )
