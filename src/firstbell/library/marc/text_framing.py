"""Where one record ends and the next begins, in a file of XML or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from firstbell.library.marc.frame import LONGEST_TEXT, Frame
from firstbell.library.marc.record import Form
from firstbell.library.marc.window import Window

_XML_TOKEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(/?)(?:[\w.-]+:)?record(?=[\s>/])[^>]*>", re.DOTALL)

_XML_OPENING = re.compile(rb"<(?:[\w.-]+:)?record(?=[\s>])")


def xml_frames(stream: BinaryIO) -> Iterator[Frame]:
    """The ``<record>`` elements of an XML file in UTF-8; what stands around them is filler."""
    return _text_frames(stream, Form.MARCXML, _next_xml)


def json_frames(stream: BinaryIO) -> Iterator[Frame]:
    """The objects of a JSON file: a list, one object, or one a line."""
    return _text_frames(stream, Form.JSON, _next_json)


def _text_frames(
    stream: BinaryIO, form: Form, find: Callable[[bytes, int, bool], tuple[int, int] | None]
) -> Iterator[Frame]:
    window = Window(stream.read)
    number = 0
    is_giant = False
    while True:
        found = find(window.data, window.at, window.is_over)
        # Growing one block at a time would read a long record again and again from its start.
        while found is None and len(window.data) - window.at <= LONGEST_TEXT:
            size = len(window.data) - window.at
            if not window.has(2 * size + 1) and window.is_over:
                found = find(window.data, window.at, True)
                break
            found = find(window.data, window.at, window.is_over)
        if found is None:
            size = len(window.data) - window.at
            rest = window.take(size if window.is_over else _before_open(window, form))
            for frame in _rest_of_text(rest, window.offset - len(rest), number, form) if rest else ():
                number = frame.number or number
                yield frame._replace(is_rest=is_giant and frame.is_filler)
                is_giant = is_giant or bool(frame.problem)
            if window.is_over:
                return
            window.grow()
            continue
        start, end = found
        if start > window.at:
            yield Frame(0, window.offset, window.take(start - window.at), form, is_filler=True, is_rest=is_giant)
        offset = window.offset
        data = window.take(end - start)
        if form is Form.JSON and not _JSON_NAMES.search(data):
            # A field of a record that ended too early, or something else: no record, and told once.
            yield Frame(0, offset, data, form, is_filler=True, is_rest=is_giant)
            is_giant = True
            continue
        number += 1
        is_giant = False
        yield Frame(number, offset, data, form)


#: As much as the beginning of a record may have of its own before it is known as one.
_OPENING = 1000


def _before_open(window: Window, form: Form) -> int:
    """How much of a window without a whole record is taken: not a record that begins in it and may yet end, nor half a mark."""
    size = len(window.data) - window.at
    opening = _XML_OPENING if form is Form.MARCXML else _JSON_RECORD
    begin = b"<" if form is Form.MARCXML else b"{"
    starts = [one.start() for one in opening.finditer(window.data, window.at + 1)]
    last = starts[-1] if starts else window.data.rfind(begin, max(len(window.data) - _OPENING, window.at + 1))
    kept = len(window.data) - last if last >= 0 else 0
    return size - kept if kept <= LONGEST_TEXT else size


def _rest_of_text(rest: bytes, offset: int, number: int, form: Form) -> Iterator[Frame]:
    mark = rest.find(b"record", 0) if form is Form.MARCXML else rest.find(b'"leader"')
    if form is Form.MARCXML:
        opening = next((one for one in _XML_TOKEN.finditer(rest) if one.lastindex and not one.group(1)), None)
        mark = opening.start() if opening is not None and opening.group(1) == b"" else -1
    elif mark >= 0:
        mark = max(rest.rfind(b"{", 0, mark), 0)
    if mark < 0:
        yield Frame(0, offset, rest, form, is_filler=True)
        return
    if mark:
        yield Frame(0, offset, rest[:mark], form, is_filler=True)
    yield Frame(
        number + 1,
        offset + mark,
        rest[mark:],
        form,
        problem="This record has no end.",
        todo="The file was probably cut short, or damaged by an editor. Export it again.",
    )


def _next_xml(data: bytes, at: int, _is_over: bool) -> tuple[int, int] | None:
    start = -1
    for token in _XML_TOKEN.finditer(data, at):
        closing = token.group(1)
        if closing is None:
            continue
        if closing:
            if start >= 0:
                return start, token.end()
        elif token.group().endswith(b"/>"):
            if start < 0:
                return token.start(), token.end()
        elif start < 0 or not _is_envelope(data[start : token.start()]):
            if start >= 0:
                # A second beginning before the end of the first: the first was never closed.
                return start, token.start()
            start = token.start()
        else:
            start = token.start()
    return None


def _is_envelope(between: bytes) -> bool:
    """SRU and OAI wrap each MARC record in a ``record`` of their own."""
    return b"<leader" not in between and b"field" not in between and b":leader" not in between


_JSON_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}]', re.DOTALL)


#: How a record begins; inside one its quotation marks would be escaped, so that these bytes stand nowhere else.
_JSON_RECORD = re.compile(rb'\{\s*"(?:leader|fields)"\s*:')


_JSON_NAMES = re.compile(rb"""["'](?:leader|fields)["']""")


def _next_json(data: bytes, at: int, _is_over: bool) -> tuple[int, int] | None:
    if data.find(b"{", at) < 0:
        return None  # so that a text without end is passed by fast
    opening = next((one.start() for one in _JSON_TOKEN.finditer(data, at) if one.group() == b"{"), -1)
    record = _JSON_RECORD.search(data, at, opening if opening >= 0 else len(data))
    start = record.start() if record is not None else opening
    if start < 0:
        return None
    # A record that begins inside another: the first was never closed, or a quotation mark of it is missing.
    following = _JSON_RECORD.search(data, start + 1)
    limit = following.start() if following is not None else len(data)
    depth = 0
    for token in _JSON_TOKEN.finditer(data, start, limit):
        sign = token.group()
        if sign == b"{":
            depth += 1
        elif sign == b"}":
            depth -= 1
            if depth == 0:
                return start, token.end()
    if following is None:
        return None
    if _JSON_RECORD.match(data, start) is None and b'"leader"' not in data[start:limit]:
        return _next_json(data, limit, _is_over)  # what is around all records
    return start, limit
