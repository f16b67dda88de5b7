"""A name for any object of any room: kind, id and label, without a foreign key.

The audit trail, search, panels, attachments and undo speak of objects through refs, so the
ground floor never imports a room.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """``kind`` is ``room.thing`` (``"inventory.device"``); ``label`` is what people call it."""

    kind: str
    id: int
    label: str
