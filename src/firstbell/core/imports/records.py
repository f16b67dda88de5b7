"""CSV split into raw rows with line numbers, at the speed of reading.

A *record* is the UTF-8 bytes of one logical row without its line end; most rows of a nightly file
are only hashed, never parsed, so splitting must not cost what parsing costs. The split agrees with
Python's ``csv`` module on every well-formed file. A quote that is never closed costs its own row,
not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from firstbell.core.imports.encodings import Detected, Readable, Transcoder, detect, is_utf8, mostly_utf8
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import Limits

BLOCK = 256 * 1024
_HEAD = 64 * 1024
_KEPT = 64 * 1024
"""Of a row that is too long this much is kept to be shown."""

_ANY_LINE_END = re.compile(rb"\r\n|\n|\r")
_REGULAR = re.compile(rb'(?:[^",]*|"(?:[^"]|"")*")(?:,(?:[^",]*|"(?:[^"]|"")*"))*')
_QUOTE = ord('"')

csv.field_size_limit(4 * 1024 * 1024)


@dataclass
class Block:
    """Consecutive records. ``lines`` is None when record i stands on line ``first_line + i``.

    ``problems`` maps a record's index to a code of :data:`PROBLEMS`; such a record cannot be parsed.
    """

    first_line: int
    records: list[bytes]
    lines: list[int] | None = None
    problems: dict[int, str] = field(default_factory=dict)

    def line_of(self, index: int) -> int:
        """The line on which the record begins, counted from 1."""
        return self.first_line + index if self.lines is None else self.lines[index]


@dataclass(frozen=True, slots=True)
class Row:
    """One parsed row of a small file; ``problem`` is empty or a code of :data:`PROBLEMS`."""

    line: int
    fields: list[str]
    raw: bytes
    problem: str = ""


PROBLEMS = {
    "open_quote": (
        "A quotation mark in this row is never closed.",
        "Close or remove the quotation mark, then export again.",
    ),
    "too_long": (
        "This row is far too long to be one row.",
        "Look for a text field with a whole document in it, or a missing line break.",
    ),
    "bad_bytes": ("This row has bytes that are not text in the encoding of the file.", "Export the file as UTF-8."),
    "nul": (
        "This row has an invisible zero character in it.",
        "Remove it in the source system (retype the value), then export again.",
    ),
}


class RecordFile:
    """A CSV file, opened anew for every pass.

    ``notes`` fills while reading: ``"bom"``, ``"bare_cr"``, ``"utf-16"``, ``"cp1252"``, ``"separator_line"``;
    ``decoded_samples`` has a few lines that were read as Windows-1252 for a person to look at.
    Raises :class:`Rejected` for a file without a header or with too many broken quotes.
    """

    def __init__(self, open_stream: Callable[[], Readable], *, name: str, limits: Limits) -> None:
        self._open = open_stream
        self.name = name
        self.limits = limits
        self.notes: dict[str, int] = {}
        self.decoded_samples: list[str] = []
        self.lines_read = 0
        self.bytes_read = 0
        self._recovered = 0
        self._legacy: str | None = None
        self.header_line, self.header = self._read_header()

    # --- for the many: blocks of raw records ---------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        """The records after the header, block by block."""
        self._recovered = 0
        first = True
        for block in self._joined(len(self.header)):
            if first:
                self._drop_header(block)
                first = False
            if block.records:
                yield block

    def fields(self, record: bytes) -> list[str]:
        """The values of one record, as the csv module reads them."""
        return next(csv.reader([record.decode("utf-8")]), [])

    def rows(self) -> Iterator[Row]:
        """Row by row, parsed: for files small enough that hashing would not pay."""
        for block in self.blocks():
            for index, record in enumerate(block.records):
                problem = block.problems.get(index, "")
                yield Row(block.line_of(index), [] if problem else self.fields(record), record, problem)

    # --- header ---------------------------------------------------------------------------------------------------

    def _read_header(self) -> tuple[int, list[str]]:
        for block in self._joined(0, header_only=True):
            for index, record in enumerate(block.records):
                if index in block.problems:
                    message, todo = PROBLEMS[block.problems[index]]
                    raise Rejected(message, remedy=todo, file=self.name, line=block.line_of(index), code="bad_header")
                if record.lower().startswith(b"sep=") and len(record) <= 5:
                    self.notes["separator_line"] = 1
                    continue
                return block.line_of(index), [cell.strip() for cell in self.fields(record)]
        raise Rejected(
            f"“{self.name}” is empty: it has not even a header line.",
            remedy="Export it again; a file without rows still needs its first line with the column names.",
            code="no_header",
            file=self.name,
        )

    def _drop_header(self, block: Block) -> None:
        lines = [block.line_of(index) for index in range(len(block.records))]
        keep = next((i for i, line in enumerate(lines) if line > self.header_line), len(lines))
        block.records = block.records[keep:]
        block.problems = {i - keep: code for i, code in block.problems.items() if i >= keep}
        if block.lines is None:
            block.first_line += keep
        else:
            block.lines = lines[keep:]

    # --- lines to records -----------------------------------------------------------------------------------------

    def _joined(self, width: int, *, header_only: bool = False) -> Iterator[Block]:
        joiner = _Joiner(width, self.limits, self._recovery)
        line = 0
        for lines, problem in self._lines(header_only=header_only):
            first = line + 1
            line += len(lines)
            self.lines_read = line
            yield from joiner.feed(first, lines, problem)
        yield from joiner.finish()

    def _recovery(self, line: int) -> None:
        self._recovered += 1
        if self._recovered > self.limits.open_quotes:
            raise Rejected(
                f"More than {self.limits.open_quotes} rows of “{self.name}” have a quotation mark that is never closed.",
                remedy='The export writes its quotation marks wrongly: every " inside a value must be written twice.',
                code="open_quotes",
                file=self.name,
                line=line,
            )

    def _lines(self, *, header_only: bool = False) -> Iterator[tuple[list[bytes], str]]:
        """Physical lines in UTF-8 with a problem that holds for all of them (``"too_long"``) or none."""
        stream = self._open()
        try:
            head = stream.read(2048 if header_only else _HEAD)
            detected = detect(head)
            source = self._decoding(stream, head, detected)
            sample = source.peek()
            bare_cr = b"\r" in sample and b"\n" not in sample
            if bare_cr:
                self.notes["bare_cr"] = 1
            yield from self._cut(source, b"\r" if bare_cr else b"\n")
        finally:
            stream.close()

    def _decoding(self, stream: Readable, head: bytes, detected: Detected) -> _Replay:
        if detected.mark:
            self.notes["bom"] = 1
        if detected.encoding == "utf-8":
            return _Replay(stream, head[detected.mark :])
        self.notes[detected.encoding[:6]] = 1
        transcoder = Transcoder(_Replay(stream, head[detected.mark :]), detected.encoding)
        return _Replay(transcoder, transcoder.read(_HEAD))

    def _cut(self, source: _Replay, end: bytes) -> Iterator[tuple[list[bytes], str]]:
        """Blocks cut at line ends; a line longer than a record may be is skipped without being kept."""
        carry = b""
        while chunk := source.read(BLOCK):
            self.bytes_read += len(chunk)
            data = carry + chunk
            cut = data.rfind(end) + 1
            if not cut:
                if len(data) <= self.limits.record:
                    carry = data
                    continue
                yield [data[:_KEPT].decode("utf-8", "replace").encode()], "too_long"
                carry = self._skip_line(source, end)
                continue
            carry = data[cut:]
            yield self._in_utf8(_split_lines(data[:cut])), ""
        if carry:
            yield self._in_utf8(_split_lines(carry)), ""

    def _skip_line(self, source: _Replay, end: bytes) -> bytes:
        while chunk := source.read(BLOCK):
            self.bytes_read += len(chunk)
            at = chunk.find(end)
            if at >= 0:
                return chunk[at + 1 :]
        return b""

    def _in_utf8(self, lines: list[bytes]) -> list[bytes]:
        """Decide at the first line beyond ASCII; what came before reads the same either way."""
        if self._legacy == "utf-8":
            return lines
        block = b"\n".join(lines)
        if block.isascii():
            return lines
        if self._legacy is None:
            if is_utf8(block) or mostly_utf8(lines):
                self._legacy = "utf-8"
                return lines
            self._legacy = "cp1252"
            self.notes["cp1252"] = 1
        return [line if line.isascii() else self._from_cp1252(line) for line in lines]

    def _from_cp1252(self, line: bytes) -> bytes:
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            return line  # told as bad bytes, row by row
        if len(self.decoded_samples) < 5 and text not in self.decoded_samples:
            self.decoded_samples.append(text[:200])
        return text.encode()


class _Replay:
    """A stream whose first bytes were already looked at."""

    def __init__(self, stream: Readable, head: bytes) -> None:
        self._stream = stream
        self._head = head

    def peek(self) -> bytes:
        return self._head

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read(size)

    def close(self) -> None:
        self._stream.close()


def _split_lines(data: bytes) -> list[bytes]:
    """Lines without their ends, whatever mixture of ends there is; a last line end opens no new line."""
    returns = data.count(b"\r")
    if not returns:
        lines = data.split(b"\n")
    elif returns == data.count(b"\n") == data.count(b"\r\n"):
        lines = data.split(b"\r\n")
    else:
        lines = _ANY_LINE_END.split(data)
    if not lines[-1]:
        lines.pop()
    return lines


class _Joiner:
    """Puts lines that a quoted value spans back together, and gives up on a quote that never closes."""

    def __init__(self, width: int, limits: Limits, recovery: Callable[[int], None]) -> None:
        self._width = width
        self._limits = limits
        self._recovery = recovery
        self._open: list[bytes] = []
        self._open_at = 0
        self._open_size = 0

    def feed(self, first: int, lines: list[bytes], problem: str) -> Iterator[Block]:
        """Blocks of the records that end within these lines."""
        if problem:
            yield from self.finish()
            yield Block(first, lines, None, dict.fromkeys(range(len(lines)), problem))
            return
        whole = b"\n".join(lines)
        plain = not self._open and b'"' not in whole
        clean = b"\0" not in whole and is_utf8(whole)
        whole_rows = clean and not self._open and b"" not in lines
        # Nearly always: every line is a row of its own, quoted or not.
        if whole_rows and (plain or not any(b'"' in line and _opens(line) for line in lines)):
            yield Block(first, lines)
            return
        block = Block(first, [], [])
        if plain:
            for offset, line in enumerate(lines):
                self._emit(block, first + offset, line)
        else:
            self._join(block, first, lines)
        if block.records:
            yield block

    def finish(self) -> Iterator[Block]:
        """What is still open at the end of the file: its first line is broken, the rest is read again."""
        while self._open:
            block = Block(self._open_at, [], [])
            at, lines = self._open_at, self._open
            self._open = []
            self._recovery(at)
            self._emit(block, at, lines[0], "open_quote")
            self._join(block, at + 1, lines[1:])
            yield block

    def _join(self, block: Block, first: int, lines: list[bytes]) -> None:
        waiting = deque(enumerate(lines, first))
        while waiting:
            number, line = waiting.popleft()
            if not self._open:
                if b'"' in line and _opens(line):
                    self._open, self._open_at, self._open_size = [line], number, len(line)
                else:
                    self._emit(block, number, line)
                continue
            self._open.append(line)
            self._open_size += len(line) + 1
            if b'"' in line and not _stays_open(line):
                record = b"\n".join(self._open)
                opened, self._open = self._open, []
                if self._width and _width(record) != self._width and _width(opened[0]) != 1:
                    self._give_up(block, opened, waiting)
                else:
                    self._emit(block, self._open_at, record)
            elif len(self._open) > self._limits.record_lines or self._open_size > self._limits.record:
                opened, self._open = self._open, []
                self._give_up(block, opened, waiting)

    def _give_up(self, block: Block, opened: list[bytes], waiting: deque[tuple[int, bytes]]) -> None:
        self._recovery(self._open_at)
        self._emit(block, self._open_at, opened[0], "open_quote")
        for offset in range(len(opened) - 1, 0, -1):
            waiting.appendleft((self._open_at + offset, opened[offset]))

    def _emit(self, block: Block, number: int, record: bytes, problem: str = "") -> None:
        if not record:
            return
        if not problem and b"\0" in record:
            problem = "nul"
        if not is_utf8(record):
            problem = problem or "bad_bytes"
            record = record.decode("utf-8", "replace").encode()
        if problem:
            block.problems[len(block.records)] = problem
        block.records.append(record)
        assert block.lines is not None
        block.lines.append(number)


def _opens(line: bytes) -> bool:
    """Whether a row that begins here goes on in the next line: exactly as the csv module sees it."""
    quotes = line.count(b'"')
    if not quotes & 1:
        if line[0] == _QUOTE and line[-1] == _QUOTE and quotes == 2 * line.count(b'","') + 2:
            return False
        if _REGULAR.fullmatch(line):
            return False
    return _goes_on(line.decode("latin-1"))


def _stays_open(line: bytes) -> bool:
    """Whether a value that was open before this line is still open after it."""
    return _goes_on('"' + line.decode("latin-1"))


def _goes_on(text: str) -> bool:
    reader = csv.reader([f"{text}\n", "\n"])
    next(reader)
    return reader.line_num > 1


def _width(record: bytes) -> int:
    return len(next(csv.reader([record.decode("latin-1")]), []))
