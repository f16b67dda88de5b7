"""Ids that stand in one file more than once: word for word the same, or with different content."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Protocol


class _Row(Protocol):
    @property
    def sourced_id(self) -> str: ...
    @property
    def hash(self) -> int: ...
    @property
    def line(self) -> int: ...


class Duplicates:
    """Remembers a number per id, not the id: a million ids are watched in little memory.

    ``look_closer`` then tells real doubles from two ids that only share their number.
    ``returned`` collects ids that were missing before and are back.
    """

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._suspects: set[int] = set()
        self._doubled: set[str] = set()
        self._first_line: dict[str, int] = {}
        self.identical: list[tuple[str, int]] = []
        self.returned: set[str] = set()

    def see(self, sourced_id: str) -> None:
        number = hash(sourced_id)
        if number in self._seen:
            self._suspects.add(number)
        else:
            self._seen.add(number)

    def look_closer(self, rows: Iterable[_Row], kept_aside: Container[str]) -> None:
        """Decide about every suspect; ``kept_aside`` are ids with a copy that was broken."""
        self._seen = set()
        if not self._suspects:
            return
        copies: dict[str, list[tuple[int, int]]] = {}
        for row in rows:
            if hash(row.sourced_id) in self._suspects:
                copies.setdefault(row.sourced_id, []).append((row.hash, row.line))
        for sourced_id, found in copies.items():
            if sourced_id in kept_aside or len({hash_ for hash_, _ in found}) > 1:
                self._doubled.add(sourced_id)
            elif len(found) > 1:
                self._first_line[sourced_id] = found[0][1]
                self.identical += [(sourced_id, line) for _, line in found[1:]]

    def verdict(self, row: _Row) -> str:
        """``"take"``, ``"doubled"`` or ``"skip"`` (a further identical copy)."""
        if row.sourced_id in self._doubled:
            return "doubled"
        first = self._first_line.get(row.sourced_id)
        return "skip" if first is not None and first != row.line else "take"
