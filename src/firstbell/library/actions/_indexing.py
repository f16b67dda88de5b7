"""The catalogue's search index, as far as whoever changes titles needs to know of it."""

from __future__ import annotations

from collections.abc import Iterable


def index_titles(ids: Iterable[int]) -> None:
    """Read these titles again for the index, inside the open change."""
    del ids
