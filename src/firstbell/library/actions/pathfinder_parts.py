"""The parts of a pathfinder: added, changed, moved, taken out. Readers get them when it is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.library.actions._pathfinders import MOST_PARTS, checked_part, locked, require_edit, touch
from firstbell.library.models import Pathfinder, PathfinderPart


def add_pathfinder_part(pathfinder: Pathfinder, *, kind: str, values: Mapping[str, Any], by: Actor) -> PathfinderPart:
    """At the end. ``values``: heading, note and, by kind, title, database, url or query. Raises Invalid with the field."""
    require_edit(pathfinder, by)
    asked = checked_part(kind, values)
    with change(by) as unit:
        kept = locked(pathfinder)
        places = list(kept.parts.values_list("position", flat=True))
        if len(places) >= MOST_PARTS:
            raise Invalid(f"It has {MOST_PARTS} parts.", remedy="Make two pathfinders of it.", field="kind")
        part = PathfinderPart.objects.create(pathfinder=kept, position=max(places, default=0) + 1, kind=kind, **asked)
        touch(kept, unit)
    return part


def edit_pathfinder_part(part: PathfinderPart, *, values: Mapping[str, Any], by: Actor) -> PathfinderPart:
    """Another heading, note or address; what it points at in the house stays."""
    require_edit(part.pathfinder, by)
    asked = checked_part(part.kind, {"title": part.title, "database": part.database, "limits": part.limits, **values})
    with change(by) as unit:
        for name, value in asked.items():
            setattr(part, name, value)
        part.save()
        touch(locked(part.pathfinder), unit)
    return part


def move_pathfinder_part(part: PathfinderPart, *, up: bool, by: Actor) -> PathfinderPart:
    """One place up or down; at an end it stays."""
    require_edit(part.pathfinder, by)
    with change(by) as unit:
        kept = locked(part.pathfinder)
        rows = list(kept.parts.order_by("position", "pk"))
        at = next((number for number, one in enumerate(rows) if one.pk == part.pk), 0)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
            for number, one in enumerate(rows, 1):
                one.position = number
            PathfinderPart.objects.bulk_update(rows, ["position"])
            touch(kept, unit)
    return part


def remove_pathfinder_part(part: PathfinderPart, *, by: Actor) -> None:
    """Take it out; versions that were published keep it."""
    require_edit(part.pathfinder, by)
    with change(by) as unit:
        kept = locked(part.pathfinder)
        part.delete()
        touch(kept, unit)
