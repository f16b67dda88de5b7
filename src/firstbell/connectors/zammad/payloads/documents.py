"""Objects of a JSON file one by one: a list, several lists one after the other, or one object on each line.

Bounded: one object at a time is in memory. A file that is cut off gives what came before the cut, and says where.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from firstbell.core.imports.encodings import Readable, detect

MOST_OBJECT = 16 * 1024 * 1024
"""Characters of one object."""
_CHUNK = 1024 * 1024
_BETWEEN = " \t\r\n,[]\ufeff"
_decoder = json.JSONDecoder()


@dataclass
class CutOff(Exception):
    """From here on nothing can be read; ``is_end`` when the file simply stops."""

    line: int
    is_end: bool
    text: str


def objects_in(stream: Readable) -> Iterator[tuple[int, Any]]:
    """(line on which it begins, value). Raises :class:`CutOff` after the last one that is whole."""
    head = stream.read(_CHUNK)
    found = detect(head)
    decoder = codecs.getincrementaldecoder(found.encoding)(errors="replace")
    text, line, place = decoder.decode(head[found.mark :]), 1, 0
    is_done = not head
    while True:
        start = place
        while place < len(text) and text[place] in _BETWEEN:
            place += 1
        line += text.count("\n", start, place)
        if place < len(text):
            value, end = _value(text, place, line, is_done=is_done)
            if end:
                yield line, value
                line += text.count("\n", place, end)
                place = end
                continue
        if is_done:
            return
        chunk = stream.read(_CHUNK)
        is_done = not chunk
        text, place = text[place:] + decoder.decode(chunk, final=is_done), 0


def _value(text: str, place: int, line: int, *, is_done: bool) -> tuple[Any, int]:
    """The value that begins here and where it ends; end 0 when more of the file is needed."""
    try:
        value, end = _decoder.raw_decode(text, place)
    except (ValueError, RecursionError) as error:
        is_whole = isinstance(error, json.JSONDecodeError) and _needs_more(text, error)
        if not is_done and is_whole and len(text) - place <= MOST_OBJECT:
            return None, 0
        raise CutOff(line, is_done and is_whole, text[place : place + 200]) from None
    if end == len(text) and not is_done and not isinstance(value, dict | list | str):
        return None, 0  # a number may go on in the next chunk
    return value, end


def _needs_more(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the error is at the end of what was read, or in a text that does not end."""
    return error.pos >= len(text) - 10 or error.msg.startswith("Unterminated string")
