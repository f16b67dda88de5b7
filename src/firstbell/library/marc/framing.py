"""Where one record ends and the next begins, in a file of any of the forms.

Own framing, because readers that believe a record's length lose all that follows the first wrong one. Nothing is lost here:
every byte of a file is in a frame that can be read, in one that is named as broken, or in one named as filler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from firstbell.library.marc.frame import FILLER, LONGEST_TEXT, Frame
from firstbell.library.marc.line_framing import line_frames
from firstbell.library.marc.record import Form

BLOCK = 1 << 20
LONGEST = 99_999
_RECORD_END = 0x1D
_LEADER_SIZE = 24
#: A leader as MARC 21 has it, with nothing in it taken on trust that a damaged one may have wrong.
_LEADER = re.compile(rb"[0-9]{5}[\x20-\x7e]{5}22[0-9]{5}[\x20-\x7e]{3}4500")
#: Less strict: five digits, five letters, numbers where they belong.
_LIKE_LEADER = re.compile(rb"[0-9 ]{5}[ -~]{7}[0-9 ]{5}[ -~]{3}")


class _Window:
    """The unread part of a stream, grown as far as it is asked for."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self.data = b""
        self.at = 0
        self.base = 0
        self.is_over = False

    def grow(self) -> bool:
        block = b"" if self.is_over else self._read(BLOCK)
        if not block:
            self.is_over = True
            return False
        self.base += self.at
        self.data = self.data[self.at :] + block
        self.at = 0
        return True

    def has(self, size: int) -> bool:
        while len(self.data) - self.at < size:
            if not self.grow():
                return False
        return True

    @property
    def offset(self) -> int:
        return self.base + self.at

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + size]
        self.at += size
        return taken


def iso_frames(stream: BinaryIO) -> Iterator[Frame]:
    """The records of a file in ISO 2709, split at 0x1D whatever their lengths say."""
    window = _Window(stream.read)
    number = 0
    is_hole = False
    while True:
        end = window.data.find(b"\x1d", window.at)
        while end < 0 and len(window.data) - window.at <= 2 * LONGEST and window.grow():
            end = window.data.find(b"\x1d", window.at)
        start = window.offset
        if end < 0 or end - window.at > 2 * LONGEST:
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
        if was_hole and not _LEADER.search(window.data, window.at, end):
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


def _before_next(window: _Window) -> tuple[int, bool]:
    """How much of what has no end mark is taken at once, and whether a record begins behind it: none is cut through."""
    left = len(window.data) - window.at
    if left <= 2 * LONGEST:
        return left, False
    starts = [one.start() for one in _LEADER.finditer(window.data, window.at + 1, window.at + 2 * LONGEST)]
    # A leader may stand across the end of what is taken.
    return (starts[-1] - window.at, True) if starts else (2 * LONGEST - _LEADER_SIZE, False)


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() else 0


def _goes_on(window: _Window, length: int) -> bool:
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
    starts = [match.start() for match in _LEADER.finditer(piece)]
    if starts and starts[0] > 0 and b"\x1e" not in piece[: starts[0]] and not _LIKE_LEADER.match(piece):
        yield Frame(0, offset, piece[: starts[0]], is_filler=True)
    elif not starts or starts[0] > 0:
        starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(piece)], strict=True):
        data = piece[start:end]
        number += 1
        if not _LIKE_LEADER.match(data) and is_next and b"\x1e" not in data:
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
    if b"\x1e" not in data and not _LIKE_LEADER.match(data):
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


# --- XML, JSON and lines: a file of text, one record after the other --------------------------------------------------

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
    window = _Window(stream.read)
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


def _before_open(window: _Window, form: Form) -> int:
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


def frames(stream: BinaryIO, form: Form) -> Iterator[Frame]:
    """The frames of an unpacked file in the given form."""
    if form is Form.ISO2709:
        return iso_frames(stream)
    if form is Form.MARCXML:
        return xml_frames(stream)
    if form is Form.JSON:
        return json_frames(stream)
    return line_frames(stream, form)


_BOM = b"\xef\xbb\xbf"
_ALEPH_LINE = re.compile(rb"[0-9]{9} [0-9A-Z]{3}[ -~]{2} L ")


def sniff(head: bytes) -> Form | None:
    """The form of a file by its first bytes (unpacked); None when it is none of ours."""
    start = head.removeprefix(_BOM).lstrip(b"\r\n\x1a\x00\t ")
    if start[:1] == b"<":
        return Form.MARCXML if re.search(rb"<(?:[\w.-]+:)?(?:record|collection|leader)\b", start) else None
    if start[:1] in (b"{", b"["):
        return Form.JSON if b'"fields"' in start or b'"leader"' in start else None
    if start[:4] in (b"=LDR", b"=000"):
        return Form.MRK
    if _ALEPH_LINE.match(start):
        return Form.ALEPH
    # A picture has such a byte by chance, too; a leader begins with plain letters and digits, also a damaged one.
    is_plain = all(0x20 <= byte < 0x7F for byte in start[:10])
    if _LEADER.match(start) or (is_plain and b"\x1e" in start):
        return Form.ISO2709
    return None
