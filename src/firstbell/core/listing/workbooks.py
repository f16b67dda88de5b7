"""A list as an Excel workbook (ECMA-376), by openpyxl's row-by-row writer.

Text is text whatever it begins with: every string is stored as a string cell with the “quote prefix” mark, so that no
spreadsheet makes a formula of it, not even when the cell is edited. Numbers, days and times keep their type.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from firstbell.core.listing.columns import Column

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767
"""Letters in a cell, by Excel's specification."""
_NOT_IN_XML = re.compile(f"{ILLEGAL_CHARACTERS_RE.pattern}|[\ufffe\uffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SAMPLE = 200
_NARROWEST, _WIDEST = 8, 60
_FORMATS = {dt.datetime: "yyyy-mm-dd hh:mm", dt.date: "yyyy-mm-dd"}


def write_workbook(
    file: IO[bytes], title: str, columns: Sequence[Column[Any]], rows: Iterable[Sequence[object]]
) -> None:
    """One sheet: a frozen bold header, widths after the first rows, and a filter over all of it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    rows = iter(rows)
    sample = list(islice(rows, _SAMPLE))
    for number in range(len(columns)):
        longest = max(len(str(cells[number])) for cells in [[c.label for c in columns], *sample])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(max(longest + 2, _NARROWEST), _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append(list(_header(sheet, columns)))
    last = 1
    for cells in chain(sample, rows):
        last += 1
        sheet.append([_cell(sheet, value, column) for value, column in zip(cells, columns, strict=True)])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}{last}"
    book.save(file)


def _header(sheet: Any, columns: Sequence[Column[Any]]) -> Iterator[Any]:
    for column in columns:
        cell = _text(sheet, column.label)
        cell.font = Font(bold=True)
        yield cell


def _cell(sheet: Any, value: object, column: Column[Any]) -> Any:
    if value == "":
        return None
    if isinstance(value, bool):
        return _text(sheet, "Yes" if value else "No")
    if isinstance(value, int | float | Decimal) and not column.code:
        return WriteOnlyCell(sheet, float(value) if isinstance(value, Decimal) else value)
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        value = local.replace(tzinfo=None, microsecond=0)
    if isinstance(value, dt.date) and value.year >= 1900:
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = _FORMATS[type(value)]
        return cell
    cell = _text(sheet, str(value))
    if column.code:
        cell.number_format = "@"
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A string cell. XML knows neither control characters nor carriage returns, so they become marks and line ends.

    What looks like Excel's own escape of a character (``_x0041_``; ECMA-376, 22.9.2.19) is escaped, so that it stays as it is.
    """
    text = _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    cell = WriteOnlyCell(sheet, _LIKE_AN_ESCAPE.sub("_x005F_", _cut(text)))
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _cut(text: str) -> str:
    """Excel counts units of UTF-16: an emoji is two letters to it."""
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", errors="ignore")


def _sheet_name(title: str) -> str:
    r"""At most 31 letters and none of ``: \ / ? * [ ]``."""
    return "".join(" " if letter in ":\\/?*[]" else letter for letter in title)[:31].strip("' ") or "List"
