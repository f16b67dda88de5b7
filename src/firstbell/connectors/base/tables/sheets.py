"""A workbook's sheet with a table, as text. Bounded: size, rows, columns; formulas are read as their last value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, repeat
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from firstbell.core.imports.archive import open_package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import MIB, Limits

MOST_ROWS = 500_000
MOST_COLUMNS = 300
_MOST_STRINGS = 256 * MIB
"""Openpyxl keeps a workbook's table of texts in memory."""
_MARK = "[Content_Types].xml"
_WHOLE = 1e15
"""Up to here a spreadsheet keeps every digit of a number."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_LOOKED_AT = 20
"""So many rows of a sheet tell whether it has a table, and where that begins."""
_PADDED = re.compile(r"0{2,20}")


def is_workbook(names: tuple[str, ...]) -> bool:
    """Whether a zip with these entries at its top is an office file; whether it is a workbook shows when it is opened."""
    return _MARK in names


class Sheet:
    """``rows()`` gives every row as text, blank ones too, so that the n-th is the sheet's n-th.

    ``numbers`` are positions of columns with whole numbers that were stored as numbers: where such a column holds tags
    or serial numbers, leading zeros are lost. ``others`` names the sheets that were not read. ``titles`` are lines above
    the table, given as blank ones; ``unsaved`` the places (row, column from 0) of formulas whose result the file does
    not have; ``errors`` those of formulas that failed (``#N/A``), which are read as empty. All of them are known once the
    rows were read.
    """

    def __init__(self, book: Any, name: str, limits: Limits, path: Path | None = None) -> None:
        self._limits = limits
        self._path = path
        self._name = name
        sheets = [one for one in book.worksheets if one.sheet_state == "visible"] or list(book.worksheets)
        if not sheets:
            raise _empty(name)
        # Exporters leave wrong dimensions behind; without them every row is read as it is.
        for one in sheets:
            one.reset_dimensions()
        self._sheet = _with_table(sheets)
        self._at = book.worksheets.index(self._sheet)
        self.title = str(self._sheet.title)
        self.others = [str(one.title) for one in sheets if one is not self._sheet]
        self.numbers: set[int] = set()
        self.titles: list[str] = []
        self.unsaved: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int]] = []

    def rows(self) -> Iterator[list[str]]:
        """Raises :class:`Rejected` for a sheet that is too large."""
        self.titles = []
        rows = self._rows()
        head = list(islice(rows, _LOOKED_AT))
        widths = [sum(bool(cell.strip()) for cell in row) for row in head]
        # A title, a date, names over groups of columns: less than half as wide as what stands below.
        begins = next((at for at, width in enumerate(widths) if 2 * width >= max(widths[at:]) > 0), 0)
        for at, row in enumerate(head):
            if at < begins and widths[at]:
                self.titles.append(" ".join(cell.strip() for cell in row if cell.strip()))
                yield []
            else:
                yield row
        yield from rows

    def _rows(self) -> Iterator[list[str]]:
        from openpyxl.cell.read_only import ReadOnlyCell

        expected = 1
        self.unsaved, self.errors = [], []
        for cells, formulas in zip(self._sheet.iter_rows(), self._formulas(), strict=False):
            number = next((cell.row for cell in cells if isinstance(cell, ReadOnlyCell)), expected)
            for _ in range(max(number - expected, 0)):
                yield []
            expected = max(number, expected) + 1
            if expected > MOST_ROWS + 2 or len(cells) > MOST_COLUMNS:
                raise Rejected(
                    f"“{self._name}” has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns.",
                    remedy="Save the part that matters as CSV; a CSV may be longer.",
                    code="sheet_too_large",
                )
            for at, formula in enumerate(formulas):
                if isinstance(formula, str) and formula.startswith("=") and at < len(cells) and cells[at].value is None:
                    self.unsaved.append((number, at))
            self.errors += [(number, at) for at, cell in enumerate(cells) if cell.data_type == "e"]
            yield [self._text(cell, at) for at, cell in enumerate(cells)]

    def _formulas(self) -> Iterator[tuple[Any, ...]]:
        """The same rows with formulas instead of their results; nothing for a sheet without any."""
        if self._path is None or not _has_formulas(self._path, str(getattr(self._sheet, "_worksheet_path", ""))):
            yield from repeat(())
            return
        book = _book(self._path, with_results=False)
        try:
            sheet = book.worksheets[self._at]
            sheet.reset_dimensions()
            yield from sheet.iter_rows(values_only=True)
        finally:
            book.close()

    def _text(self, cell: Any, at: int) -> str:
        value: Any = None if cell.data_type == "e" else cell.value
        if type(value) in (int, float):  # a yes or no is an int as well
            return self._number(value, str(cell.number_format), at)
        return _plain(value)

    def _number(self, value: float, shown_as: str, at: int) -> str:
        if not float(value).is_integer() or abs(value) >= _WHOLE:
            return str(value)
        self.numbers.add(at)
        # A format such as 000000 is how a spreadsheet shows the zeros it does not keep.
        text = str(int(value))
        return text.zfill(len(shown_as)) if _PADDED.fullmatch(shown_as) else text


def _plain(value: Any) -> str:
    """A cell's value as a CSV would have it."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case dt.datetime():
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat("minutes")
        case _:
            return str(value).replace("\0", "")


@contextmanager
def open_sheet(path: Path, name: str, limits: Limits) -> Iterator[Sheet]:
    """Raises :class:`Rejected` when it is no workbook, or one that asks too much of the machine."""
    with open_package(path, limits) as package:
        entries = package.zip.infolist()
        if any(
            one.filename.casefold().endswith("sharedstrings.xml") and one.file_size > _MOST_STRINGS for one in entries
        ):
            raise Rejected(
                f"“{name}” has too much text for a workbook.",
                remedy="Save it as CSV and drop that.",
                code="sheet_too_large",
            )
    try:
        book = _book(path, with_results=True)
    except (KeyError, ValueError, OSError, TypeError, AttributeError, BadZipFile, SyntaxError) as error:
        raise Rejected(
            f"“{name}” cannot be read as a workbook ({type(error).__name__}).",
            remedy="Open it, save it as CSV (UTF-8), and drop that.",
            code="bad_workbook",
        ) from None
    try:
        yield Sheet(book, name, limits, path)
    finally:
        book.close()


def _book(path: Path, *, with_results: bool) -> Any:
    """Formulas, or what they came to. The library of workbooks is imported here: 15 MB that a process without one is spared."""
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True, data_only=with_results, keep_links=False)


def place_of(row: int, at: int) -> str:
    """A cell as a spreadsheet calls it: ``B4``."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(at + 1)}{row}"


def _with_table(sheets: list[Any]) -> Any:
    """The first sheet with rows; not a cover of one or two columns before a sheet that is far wider."""
    widths = [_width(one) for one in sheets]
    first = next((at for at, width in enumerate(widths) if width), 0)
    if widths[first] <= 2:
        first = next((at for at, width in enumerate(widths) if width > 2 * widths[first]), first)
    return sheets[first]


def _width(sheet: Any) -> int:
    """Cells with something in them in the fullest of the first rows."""
    rows = sheet.iter_rows(max_row=_LOOKED_AT, max_col=20, values_only=True)
    return max((sum(value is not None for value in row) for row in rows), default=0)


def _has_formulas(path: Path, part: str) -> bool:
    """Whether the sheet's XML has any formula at all."""
    try:
        with ZipFile(path) as package, package.open(part.lstrip("/")) as stream:
            tail = b""
            while chunk := stream.read(MIB):
                if _FORMULA.search(tail + chunk):
                    return True
                tail = chunk[-20:]
    except (KeyError, BadZipFile, OSError):
        return False
    return False


def _empty(name: str) -> Rejected:
    return Rejected(f"“{name}” has no sheet with rows.", remedy="Look whether it is the right file.", code="no_header")
