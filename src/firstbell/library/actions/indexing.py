"""The search index follows titles in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence


def index_titles(ids: Sequence[int]) -> None:
    """Write the documents of these titles anew; those of titles that are gone leave the index."""
