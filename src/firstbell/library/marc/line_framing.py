"""Where one record ends and the next begins, in a file of lines (MARCMaker, Aleph)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from firstbell.library.marc.frame import FILLER, LONGEST_TEXT, Frame
from firstbell.library.marc.record import Form


def line_frames(stream: BinaryIO, form: Form) -> Iterator[Frame]:
    """Records of lines: MARCMaker parts them by their leader, Aleph by the number that begins each line."""
    number = 0
    offset = start = 0
    kept: list[bytes] = []
    size = 0
    now = b""
    is_rest = was_blank = has_data = False
    stray = 0  # at which of the lines kept text begins that an empty line parts from the record
    for line in iter(lambda: stream.readline(LONGEST_TEXT), b""):
        if form is Form.MRK:
            tag = line.removeprefix(b"\xef\xbb\xbf")[:4]
            # One that lost its leader begins behind an empty line.
            is_headless = was_blank and has_data and tag[:1] == b"=" and (tag[1:3] == b"00" or not tag[1:].isdigit())
            is_new = tag in (b"=LDR", b"=000") or is_headless
            has_data = not is_new and (has_data or (tag[:1] == b"=" and tag[1:].isdigit() and tag[1:3] != b"00"))
            if has_data and was_blank and tag[:1] != b"=" and line.strip():
                stray = stray or len(kept)
            elif tag[:1] == b"=":
                stray = stray if is_new else 0  # a note with an empty line in it
            was_blank = not line.strip()
        else:
            is_new = line[:9].isdigit() and line[:9] != now
            now = line[:9] if is_new else now
        if kept and (is_new or size > LONGEST_TEXT):
            yield from _line_frame(kept, start, number + 1, form, is_rest=is_rest, is_whole=is_new, stray=stray)
            number += not is_rest and any(b.strip() for b in kept)
            is_rest = not is_new
            kept, size, start, stray = [], 0, offset, 0
        kept.append(line)
        size += len(line)
        offset += len(line)
    if kept:
        yield from _line_frame(kept, start, number + 1, form, is_rest=is_rest, stray=stray)


def _line_frame(
    lines: list[bytes], offset: int, number: int, form: Form, *, is_rest: bool, is_whole: bool = True, stray: int = 0
) -> Iterator[Frame]:
    """``is_rest``: what was left of a record that is too long. ``is_whole``: whether the record ends here. ``stray``: the line
    from which on it is text between two records; 0 for none."""
    if stray and not is_rest and is_whole:
        yield from _line_frame(lines[:stray], offset, number, form, is_rest=False)
        between = b"".join(lines[stray:])
        yield Frame(0, offset + sum(map(len, lines[:stray])), between, form, is_filler=True)
        return
    data = b"".join(lines)
    if is_rest:
        yield Frame(0, offset, data, form, is_filler=True, is_rest=True)
    elif not is_whole or len(data) > 2 * LONGEST_TEXT:
        yield Frame(number, offset, data, form, problem=f"The record has more than {LONGEST_TEXT:,} bytes of text.")
    elif data.strip(FILLER):
        yield Frame(number, offset, data, form)
    else:
        yield Frame(0, offset, data, form, is_filler=True)
