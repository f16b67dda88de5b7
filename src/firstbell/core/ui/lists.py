"""What the list page needs beyond its listing: cells beside their columns, the parameters to keep. Behind the `ui` template tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict


def part(thing: object, name: str) -> Any:
    """`thing.name`, or `thing["name"]` for a mapping; None when there is neither."""
    if isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)


def table_context(listing: object) -> dict[str, Any]:
    """What `core/ui/table.html` draws: the visible columns, and every row with its cells beside them."""
    columns = [column for column in part(listing, "columns") or () if part(column, "visible") is not False]
    rows = [
        {
            "url": part(row, "url"),
            "key": part(row, "key"),
            "pairs": _pairs(columns, part(row, "cells") or ()),
        }
        for row in part(listing, "rows") or ()
    ]
    return {"listing": listing, "columns": columns, "rows": rows}


def _pairs(columns: list[Any], cells: Iterable[object]) -> list[dict[str, Any]]:
    cells = list(cells)
    names_itself = any(part(cell, "primary") for cell in cells)
    return [
        {
            "column": column,
            "cell": cell,
            "numeric": bool(part(column, "numeric") or part(cell, "numeric")),
            "primary": bool(part(cell, "primary")) or (not names_itself and place == 0),
        }
        for place, (column, cell) in enumerate(zip(columns, cells, strict=False))
    ]


def kept_pairs(query: QueryDict | None, leave_out: Iterable[str]) -> list[tuple[str, str]]:
    """The non-empty query parameters a GET form must carry along as hidden inputs."""
    if query is None:
        return []
    gone = set(leave_out)
    return [(name, value) for name, values in query.lists() if name not in gone for value in values if value]


def count_text(total: int, capped: bool) -> str:
    """ "1,204", or "10,000+" when counting stopped at a cap."""
    return f"{total:,}{'+' if capped else ''}"
