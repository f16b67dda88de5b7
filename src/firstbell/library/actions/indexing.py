"""What the public catalogue's index hears of: titles that changed."""

from __future__ import annotations

from collections.abc import Iterable


def index_titles(ids: Iterable[int]) -> None:
    """Read these titles again for the index, inside the open change."""
    del ids
