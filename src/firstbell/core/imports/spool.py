"""Tuples on disk: a plan of a million rows takes no memory and is read back as fast as it was written."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_CHUNK = 2000
_LENGTH = 8


class Spool:
    """Append tuples of plain values (str, int, float, bool, None, bytes, tuples of these); iterate any number of times.

    Files live in a folder of the run and die with it; they are never read by another process.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._chunk: list[tuple[Any, ...]] = []
        self._stream: BinaryIO | None = None

    def append(self, row: tuple[Any, ...]) -> None:
        self._chunk.append(row)
        self.count += 1
        if len(self._chunk) >= _CHUNK:
            self._flush()

    def extend(self, rows: list[tuple[Any, ...]]) -> None:
        self._chunk.extend(rows)
        self.count += len(rows)
        if len(self._chunk) >= _CHUNK:
            self._flush()

    def _flush(self) -> None:
        if self._chunk:
            if self._stream is None:
                self._stream = self.path.open("wb")
            data = marshal.dumps(self._chunk)
            self._stream.write(len(data).to_bytes(_LENGTH, "big") + data)
            self._chunk = []

    def __len__(self) -> int:
        return self.count

    def __bool__(self) -> bool:
        return self.count > 0

    def chunks(self) -> Iterator[list[tuple[Any, ...]]]:
        """The rows in the order they were appended, some thousand at a time."""
        if self._stream is not None:
            self._flush()
            self._stream.flush()
            with self.path.open("rb") as stream:
                # Read as one piece: marshal asks a file for each single value, which takes ten times as long.
                while size := int.from_bytes(stream.read(_LENGTH), "big"):
                    yield marshal.loads(stream.read(size))  # noqa: S302 - written by this very process a moment ago
        elif self._chunk:
            yield list(self._chunk)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for chunk in self.chunks():
            yield from chunk

    def close(self) -> None:
        """Forget the rows."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
            self.path.unlink(missing_ok=True)
        self._chunk = []
        self.count = 0
