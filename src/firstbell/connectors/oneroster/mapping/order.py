"""Parents before children, whatever the order in the file."""

from __future__ import annotations

from collections.abc import Callable

from firstbell.connectors.oneroster.mapping.stored import Parsed
from firstbell.core.imports.spool import Spool


def parents_first(rows: Spool, into: Spool, parent_of: Callable[[Parsed], object], circle: set[str]) -> Spool:
    """The same rows in another spool. Ids whose parents lead back to themselves go into ``circle``, and their rows
    before those that only hang below them."""
    waiting: dict[str, list[Parsed]] = {}
    parents: dict[str, str] = {}
    listed = {row[0] for row in rows}
    ready: list[Parsed] = []
    for plain in rows:
        row = Parsed(*plain)
        parent = parent_of(row)
        if parent == row.sourced_id:
            circle.add(row.sourced_id)
        if isinstance(parent, str) and parent in listed and parent != row.sourced_id:
            waiting.setdefault(parent, []).append(row)
            parents[row.sourced_id] = parent
        else:
            ready.append(row)
    _append(ready, waiting, into)
    left = {row.sourced_id for found in waiting.values() for row in found}
    round_about = _going_round({one: parents[one] for one in left})
    circle |= round_about
    for parent, found in waiting.items():
        for row in found:
            if row.sourced_id in round_about:
                into.append(tuple(row))
        waiting[parent] = [row for row in found if row.sourced_id not in round_about]
    _append([row for one in sorted(round_about) for row in waiting.pop(one, [])], waiting, into)
    for found in waiting.values():  # second versions of an id, which are told as doubled
        for row in found:
            into.append(tuple(row))
    rows.close()
    return into


def _append(ready: list[Parsed], waiting: dict[str, list[Parsed]], into: Spool) -> None:
    while ready:
        row = ready.pop()
        into.append(tuple(row))
        ready += waiting.pop(row.sourced_id, [])


def _going_round(parents: dict[str, str]) -> set[str]:
    """Who is left when everybody without children goes, and then those who have none any more."""
    children = dict.fromkeys(parents, 0)
    for parent in parents.values():
        if parent in children:
            children[parent] += 1
    without = [one for one, count in children.items() if not count]
    while without:
        parent = parents[without.pop()]
        if parent in children:
            children[parent] -= 1
            if not children[parent]:
                without.append(parent)
    return {one for one, count in children.items() if count}
