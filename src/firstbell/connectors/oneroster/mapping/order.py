"""Parents before children, whatever the order in the file."""

from __future__ import annotations

from collections.abc import Callable

from firstbell.connectors.oneroster.mapping.stored import Parsed
from firstbell.core.imports.spool import Spool


def parents_first(rows: Spool, into: Spool, parent_of: Callable[[Parsed], object]) -> Spool:
    """The same rows in another spool; a circle of parents keeps its order and is told as unresolved later."""
    waiting: dict[str, list[Parsed]] = {}
    listed = {row[0] for row in rows}
    ready: list[Parsed] = []
    for plain in rows:
        row = Parsed(*plain)
        parent = parent_of(row)
        if isinstance(parent, str) and parent in listed and parent != row.sourced_id:
            waiting.setdefault(parent, []).append(row)
        else:
            ready.append(row)
    while ready:
        row = ready.pop()
        into.append(tuple(row))
        ready += waiting.pop(row.sourced_id, [])
    for circle in waiting.values():
        for row in circle:
            into.append(tuple(row))
    rows.close()
    return into
