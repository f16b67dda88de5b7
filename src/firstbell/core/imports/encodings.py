"""Which bytes a text file is written in, and the way from there to UTF-8.

UTF-8 is expected; a byte-order mark is stripped; UTF-16 and UTF-32 are recognised by their mark
or by their zeros; bytes that are not UTF-8 are read as Windows-1252, or, when the rest of the
file clearly is UTF-8, only their rows are put aside.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Protocol

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS = 0.3
"""From this share of zero bytes at even or odd places on, a text without a mark is UTF-16."""


class Readable(Protocol):
    """What we need of a stream."""

    def read(self, size: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Detected:
    """``encoding`` is a Python codec name; ``mark`` is how many bytes the byte-order mark takes."""

    encoding: str
    mark: int = 0


def detect(head: bytes) -> Detected:
    """Judge by the first bytes: the mark, then the pattern of zeros, else UTF-8."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            size = len(mark)
            # Two programs in a row may each have put a mark in front.
            while head.startswith(mark, size):
                size += len(mark)
            return Detected(encoding, size)
    sample = head[:4096]
    half = len(sample) // 2
    if half >= 8:
        if sample[1::2].count(0) > half * _ZEROS and sample[::2].count(0) < half * _ZEROS / 3:
            return Detected("utf-16-le")
        if sample[::2].count(0) > half * _ZEROS and sample[1::2].count(0) < half * _ZEROS / 3:
            return Detected("utf-16-be")
    return Detected("utf-8")


class Transcoder:
    """Reads a stream in one encoding and gives UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._done = False

    def read(self, size: int = -1, /) -> bytes:
        while not self._done:
            chunk = self._stream.read(size)
            self._done = not chunk
            text = self._decoder.decode(chunk, final=self._done)
            if text:
                return text.encode("utf-8", "replace")
        return b""

    def close(self) -> None:
        self._stream.close()


def is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def mostly_utf8(lines: list[bytes]) -> bool:
    """Of the lines with anything beyond ASCII, whether at least as many are good UTF-8 as are not."""
    good = bad = 0
    for line in lines:
        if not line.isascii():
            if is_utf8(line):
                good += 1
            else:
                bad += 1
    return good >= bad
