"""Tuples on disk: a plan of a million rows takes no memory and is read back as fast as it was written."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_CHUNK = 2000
_LENGTH = 8


class Rows:
    """Some rows on their way into a spool: a list, or what another process wrote of so many (``marshal``)."""

    __slots__ = ("_data", "count")

    def __init__(self, data: list[tuple[Any, ...]] | bytes, count: int | None = None) -> None:
        self._data = data
        self.count = len(data) if count is None else count

    @property
    def packed(self) -> bytes | None:
        """The bytes, where they need not be looked into."""
        return self._data if isinstance(self._data, bytes) else None

    def all(self) -> list[tuple[Any, ...]]:
        if isinstance(self._data, bytes):
            self._data = marshal.loads(self._data)  # noqa: S302 - written by our own helper a moment ago
        assert isinstance(self._data, list)
        return self._data


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

    def adopt(self, rows: Rows) -> None:
        """Append rows as they are; those that another process packed are not even looked into."""
        if (data := rows.packed) is None:
            self.extend(rows.all())
            return
        self._flush()
        self._write(data)
        self.count += rows.count

    def _flush(self) -> None:
        if self._chunk:
            self._write(marshal.dumps(self._chunk))
            self._chunk = []

    def _write(self, data: bytes) -> None:
        if self._stream is None:
            self._stream = self.path.open("wb")
        self._stream.write(len(data).to_bytes(_LENGTH, "big"))
        self._stream.write(data)

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
