"""Records as people read them."""

from __future__ import annotations

from firstbell.library.models import FormerRecord, Record


def readable(record: Record | FormerRecord | None) -> list[tuple[str, str, str]]:
    """placeholder"""
    return []
