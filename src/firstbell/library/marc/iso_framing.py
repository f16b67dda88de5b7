"""Where one record ends and the next begins, in a file in ISO 2709."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from firstbell.library.marc.frame import FILLER, Frame
from firstbell.library.marc.window import Window

LONGEST = 99_999
_RECORD_END = 0x1D
_LEADER_SIZE = 24
#: A leader as MARC 21 has it, with nothing in it taken on trust that a damaged one may have wrong.
LEADER = re.compile(rb"[0-9]{5}[\x20-\x7e]{5}22[0-9]{5}[\x20-\x7e]{3}4500")
#: Less strict: five digits, five letters, numbers where they belong.
_LIKELEADER = re.compile(rb"[0-9 ]{5}[ -~]{7}[0-9 ]{5}[ -~]{3}")


def _end_mark(window: Window) -> int:
    """Where the next 0x1D stands; -1 when there is none within the length of two records."""
    end = window.data.find(b"\x1d", window.at)
    while end < 0 and len(window.data) - window.at <= 2 * LONGEST and window.grow():
        end = window.data.find(b"\x1d", window.at)
    return end if end - window.at <= 2 * LONGEST else -1


def iso_frames(stream: BinaryIO) -> Iterator[Frame]:
    """The records of a file in ISO 2709, split at 0x1D whatever their lengths say."""
    window = Window(stream.read)
    number = 0
    is_hole = False
    while True:
        end = _end_mark(window)
        start = window.offset
        if end < 0:
            if window.at >= len(window.data) and window.is_over:
                return
            size, is_next = _before_next(window)
            piece = window.take(size)
            is_last = window.is_over and window.at >= len(window.data)
            if is_hole and not is_next and not is_last and b"\x1e" not in piece:
                yield Frame(0, start, piece, is_filler=True, is_rest=True)
                continue
            was_hole, is_hole = is_hole, False
            for frame in _parted(piece, start, number, is_cut=True, is_last=is_last, is_next=is_next):
                number = frame.number or number
                is_hole = not is_next and (was_hole or bool(frame.problem))
                yield frame
            continue
        size = end + 1 - window.at
        was_hole, is_hole = is_hole, False
        if was_hole and not LEADER.search(window.data, window.at, end):
            yield Frame(0, start, window.take(size), is_filler=True, is_rest=True)
            continue
        length = _number(window.data[window.at : window.at + 5])
        if length == size:
            number += 1
            yield Frame(number, start, window.take(size))
            continue
        if length > size and length <= LONGEST and _goes_on(window, length):
            number += 1
            words = "It holds the end mark of a record (0x1D) inside a field."
            yield Frame(number, start, window.take(length), repaired=words)
            continue
        for frame in _parted(window.take(size), start, number, is_cut=False):
            number = frame.number or number
            yield frame


def _before_next(window: Window) -> tuple[int, bool]:
    """How much of what has no end mark is taken at once, and whether a record begins behind it: none is cut through."""
    left = len(window.data) - window.at
    if left <= 2 * LONGEST:
        return left, False
    starts = [one.start() for one in LEADER.finditer(window.data, window.at + 1, window.at + 2 * LONGEST)]
    # A leader may stand across the end of what is taken.
    return (starts[-1] - window.at, True) if starts else (2 * LONGEST - _LEADER_SIZE, False)


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else 0


def _goes_on(window: Window, length: int) -> bool:
    """Whether the record really is longer than its first 0x1D: its directory then ends exactly at its length."""
    if not window.has(length):
        return False
    data = window.data[window.at : window.at + length]
    base = _number(data[12:17])
    if data[-2:] != b"\x1e\x1d" or base < 25 + 12 or base > length or data[base - 1 : base] != b"\x1e":
        return False
    directory = data[24 : base - 1]
    ends = [
        _number(directory[at + 3 : at + 7]) + _number(directory[at + 7 : at + 12])
        for at in range(0, len(directory) - 11, 12)
    ]
    return len(directory) % 12 == 0 and max(ends, default=0) + base + 1 == length


def _parted(
    piece: bytes, offset: int, number: int, *, is_cut: bool, is_last: bool = True, is_next: bool = False
) -> Iterator[Frame]:
    """What lies before one end mark: perhaps filler, perhaps several records whose end marks are missing, then a record."""
    blank = len(piece) - len(piece.lstrip(FILLER))
    if blank:
        yield Frame(0, offset, piece[:blank], is_filler=True)
        offset += blank
        piece = piece[blank:]
    if not piece.strip(b"\x1d"):
        if piece:  # an end mark that is there once more
            yield Frame(0, offset, piece, is_filler=True)
        return
    starts = [match.start() for match in LEADER.finditer(piece)]
    if starts and starts[0] > 0 and b"\x1e" not in piece[: starts[0]] and not _LIKELEADER.match(piece):
        yield Frame(0, offset, piece[: starts[0]], is_filler=True)
    elif not starts or starts[0] > 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(piece)], strict=True):
        data = piece[start:end]
        number += 1
        if not _LIKELEADER.match(data) and is_next and b"\x1e" not in data:
            number -= 1
            yield Frame(0, offset + start, data, is_filler=True)
        elif end < len(piece) or is_next:
            yield _without_end(data, offset + start, number)
        elif is_cut:
            yield _cut(data, offset + start, number, is_last)
        else:
            yield _mended(data, offset + start, number)


def _without_end(data: bytes, offset: int, number: int) -> Frame:
    """A record that the next one follows without an end mark. Whole if its length says so or its last field is closed."""
    kept = data.rstrip(FILLER)
    if kept.endswith(b"\x1e"):
        return Frame(number, offset, kept + b"\x1d", repaired="Its end mark (0x1D) was missing.", raw=data)
    return Frame(number, offset, data, problem="The record breaks off; the next one begins in the middle of it.")


def _cut(data: bytes, offset: int, number: int, is_last: bool) -> Frame:
    if not is_last:
        return Frame(
            number, offset, data, problem=f"No end mark (0x1D) within {2 * LONGEST:,} bytes: this is no MARC record."
        )
    kept = data.rstrip(FILLER)
    if kept.endswith(b"\x1e") and _number(data[:5]) == len(kept) + 1:
        return Frame(number, offset, kept + b"\x1d", repaired="Its end mark (0x1D) was missing.", raw=data)
    if b"\x1e" not in data and not _LIKELEADER.match(data):
        return Frame(0, offset, data, is_filler=True)
    return Frame(
        number,
        offset,
        data,
        problem=f"The file ends in the middle of this record ({len(data):,} bytes are there).",
        todo="The file was probably cut short on its way. Download or export it again.",
    )


def _mended(data: bytes, offset: int, number: int) -> Frame:
    """A record with line ends inside, where it is as long as it says without them."""
    length = _number(data[:5])
    if length and length < len(data) and (b"\n" in data or b"\r" in data):
        without = data.replace(b"\r", b"").replace(b"\n", b"")
        if len(without) == length:
            return Frame(number, offset, without, repaired="Line ends inside it were taken out.", raw=data)
    return Frame(number, offset, data)
