"""Rows of several files put together by a key, on disk: a year of mails takes no memory."""

from __future__ import annotations

import marshal
import sqlite3
from pathlib import Path
from typing import Any

import xxhash

_AT_ONCE = 2_000


class Joins:
    """``put`` everything, then ``get`` by key, in order. Lives in the run's scratch folder and dies with it."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "joins.sqlite", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("CREATE TABLE found (kind TEXT, key TEXT, place INTEGER, data BLOB)")
        self._waiting: list[tuple[str, str, int, bytes]] = []
        self._is_ready = False

    def put(self, kind: str, key: str, place: int, row: tuple[Any, ...]) -> None:
        """``row`` has plain values; ``place`` orders those of one key."""
        self._waiting.append((kind, key, place, marshal.dumps(row)))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def get(self, kind: str, key: str) -> list[tuple[Any, ...]]:
        self._make_ready()
        rows = self._base.execute("SELECT data FROM found WHERE kind = ? AND key = ? ORDER BY place", (kind, key))
        return [marshal.loads(data) for (data,) in rows]  # noqa: S302 - written by this very process a moment ago

    def keys(self, kind: str) -> list[str]:
        """Every key of that kind, in the order in which they first came."""
        self._make_ready()
        rows = self._base.execute("SELECT key FROM found WHERE kind = ? GROUP BY key ORDER BY MIN(rowid)", (kind,))
        return [key for (key,) in rows]

    def close(self) -> None:
        self._base.close()

    def _flush(self) -> None:
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", self._waiting)
        self._base.execute("COMMIT")
        self._waiting = []

    def _make_ready(self) -> None:
        if self._waiting:
            self._flush()
        if not self._is_ready:
            self._base.execute("CREATE INDEX by_key ON found (kind, key, place)")
            self._is_ready = True


def mark_of(*parts: Any) -> int:
    """A signed 64-bit hash of plain values: the same for the same rows of a file."""
    digest = xxhash.xxh64_intdigest(repr(parts).encode("utf-8", "backslashreplace"))
    return digest - (1 << 64) if digest >= 1 << 63 else digest
