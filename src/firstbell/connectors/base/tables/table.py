"""A dropped CSV or XLSX as rows that the import machine can hash: commas, UTF-8, one header line.

What is already so is read where it lies. Anything else (workbooks, semicolons, tabs, no header line) is written once into
the run's scratch folder and read from there; what was done is told.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from firstbell.connectors.base.tables.sheets import Sheet, is_workbook, open_sheet
from firstbell.core.imports.archive import looks_like_zip, zip_names
from firstbell.core.imports.encodings import detect
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.records import RecordFile

SAMPLES = 3
_HEAD = 64 * 1024
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True)
class Glimpse:
    """The beginning of a table: its first row, and the first values below it by column; of a workbook, which ``sheet``
    it is of, and the ``others``."""

    first: list[str]
    rows: list[list[str]]
    sheet: str = ""
    others: tuple[str, ...] = ()

    def samples(self, at: int, *, has_header: bool = True) -> list[str]:
        rows = self.rows if has_header else [self.first, *self.rows]
        found = dict.fromkeys(row[at].strip() for row in rows if at < len(row) and row[at].strip())
        return list(islice(found, SAMPLES))


@dataclass
class Table:
    """``records`` has a header line whatever the file had; ``line(n)`` is where its line n stands in the file.

    ``separator`` and ``sheet`` say what it was made of; ``numbers`` are the columns a workbook stored as numbers,
    ``titles`` lines above its table, ``unsaved`` the places (row, column) of its formulas without a result,
    ``errors`` of those that failed, ``beyond`` rows with something to the right of the last named column, left out.
    """

    records: RecordFile
    header: list[str]
    size: int
    has_header: bool = True
    separator: str = ","
    sheet: str = ""
    others: list[str] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    unsaved: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    beyond: int = 0

    def line(self, number: int) -> int:
        return number if self.has_header else number - 1

    @property
    def separator_name(self) -> str:
        return _SEPARATORS[self.separator]


def glimpse(path: Path, name: str, limits: Limits, rows: int = 12) -> Glimpse:
    """The first rows that say something. Raises :class:`Rejected` when there are none."""
    with ExitStack() as stack:
        found = _rows(path, name, limits, stack)
        filled = (row for row in found.rows if any(cell.strip() for cell in row))
        try:
            first, *more = islice(filled, rows)
        except (ValueError, csv.Error):
            raise Rejected(
                f"“{name}” is empty.", remedy="Look whether it is the right file.", code="no_header", file=name
            ) from None
    return Glimpse([cell.strip() for cell in first], more, found.sheet, tuple(found.others))


def open_table(path: Path, name: str, limits: Limits, scratch: Path, *, has_header: bool = True) -> Table:
    """Raises :class:`Rejected` for a file that is no table."""
    with ExitStack() as stack:
        found = _rows(path, name, limits, stack)
        if has_header and found.separator == "," and not found.sheet:
            plain = RecordFile(lambda: _opened(path), name=name, limits=limits)
            return Table(plain, plain.header, path.stat().st_size)
        target = scratch / "table.csv"
        try:
            beyond = _write(found.rows, target, has_header=has_header, is_cut=bool(found.sheet))
        except csv.Error:
            raise Rejected(
                f"“{name}” cannot be cut into rows.",
                remedy="Save it as CSV with commas and drop that.",
                code="bad_table",
                file=name,
            ) from None
        records = RecordFile(lambda: _opened(target), name=name, limits=limits)
        book = found.source
        return Table(
            records, records.header, target.stat().st_size, has_header, found.separator, found.sheet, found.others,
            *((set(book.numbers), book.titles, book.unsaved, book.errors, beyond) if book else ()),
        )  # fmt: skip


@dataclass
class _Rows:
    rows: Iterator[list[str]]
    separator: str = ","
    sheet: str = ""
    others: list[str] = field(default_factory=list)
    source: Sheet | None = None


def _rows(path: Path, name: str, limits: Limits, stack: ExitStack) -> _Rows:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if looks_like_zip(head):
        if not is_workbook(zip_names(path, limits)):
            raise Rejected(
                f"“{name}” is a zip, not a table.", remedy="Unpack it and drop the table.", code="no_table", file=name
            )
        sheet = stack.enter_context(open_sheet(path, name, limits))
        return _Rows(sheet.rows(), ",", sheet.title, sheet.others, sheet)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and detect(head).encoding == "utf-8":
        raise Rejected(
            f"“{name}” is not a text file.", remedy="Drop a CSV or an XLSX workbook.", code="no_table", file=name
        )
    found = detect(head)
    encoding = found.encoding if found.encoding != "utf-8" or _is_utf8(path) else "cp1252"
    text: TextIO = stack.enter_context(path.open(encoding=encoding, errors="replace", newline=""))
    text.seek(0)
    separator = separator_of(head[found.mark :].decode(encoding, "replace"))
    return _Rows(_csv_rows(text, separator), separator)


def _csv_rows(text: TextIO, separator: str) -> Iterator[list[str]]:
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=separator)
    last = 0
    for number, row in enumerate(reader):
        if number == 0 and row:
            row[0] = row[0].lstrip("\ufeff")
            if row[0].casefold().startswith("sep="):
                row.clear()
        yield row
        # A row that goes over several lines is one line of what is written; the lines below it keep their numbers.
        for _ in range(reader.line_num - last - 1):
            yield []
        last = reader.line_num


def separator_of(text: str) -> str:
    """The character that cuts the first lines into the most columns, evenly; a comma when nothing does."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if lines and lines[0].casefold().startswith("sep=") and lines[0][4:5] in _SEPARATORS:
        return lines[0][4]
    best, width = ",", 1
    for character in _SEPARATORS:
        widths = [len(row) for row in csv.reader(lines[:-1] or lines, delimiter=character)]
        if widths and widths[0] > width and (widths.count(widths[0]) * 2 > len(widths) or width == 1):
            best, width = character, widths[0]
    return best


def _write(rows: Iterator[list[str]], target: Path, *, has_header: bool, is_cut: bool = False) -> int:
    """Every line of the source becomes one record, so that line numbers stay true; rows are made equally wide.

    ``is_cut``: what stands to the right of the last column's name is left out; the number of such rows is returned.
    """
    beyond = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        width = 0
        for row in rows:
            if not width:
                if not any(cell.strip() for cell in row):
                    stream.write("\n")
                    continue
                width = len(row)
                writer.writerow(row[:width] if has_header else [f"Column {at + 1}" for at in range(width)])
                if has_header:
                    continue
            if not any(cell.strip() for cell in row):
                stream.write("\n")
                continue
            # A line break inside a cell would move the lines below it.
            fitted = [cell.replace("\r\n", " ").replace("\n", " ").replace("\r", " ") for cell in row]
            extra = any(cell.strip() for cell in fitted[width:])
            beyond += extra
            writer.writerow(fitted if extra and not is_cut else [*fitted[:width], *[""] * (width - len(fitted))])
    return beyond


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            while stream.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")
