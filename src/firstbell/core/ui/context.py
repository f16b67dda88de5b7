"""What the frame around every page needs, for config's context processors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from firstbell.core.ui.shapes import NavItem, NavSection


def mark_active(sections: Iterable[NavSection], path: str) -> list[NavSection]:
    """The same sections with one item active: the one whose URL is the longest prefix of `path` ("/" only for itself)."""
    sections = list(sections)
    here = _best_match([item for section in sections for item in section.items], path)
    return [
        replace(section, items=[replace(item, active=item.url == here) for item in section.items])
        for section in sections
    ]


def _best_match(items: Sequence[NavItem], path: str) -> str:
    matching = [
        item.url
        for item in items
        if path == item.url or (item.url != "/" and path.startswith(item.url.rstrip("/") + "/"))
    ]
    return max(matching, key=len, default="")
