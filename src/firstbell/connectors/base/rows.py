"""The rows of a file as every first pass meets them: those that cannot be read are told, the others come as fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from firstbell.core.imports.records import PROBLEMS, Block


@dataclass
class BadRow(Exception):
    """The row cannot land. ``group`` is what such rows have in common; ``mappable`` when a person could say which
    of our values (``choices``) is meant."""

    code: str
    column: str
    value: str
    message: str
    todo: str
    group: str = ""
    mappable: bool = False
    choices: tuple[str, ...] = ()


class Row(NamedTuple):
    hash: int
    line: int
    raw: bytes
    fields: list[str]


def read_rows(
    block: Block,
    unseen: list[tuple[int, int]],
    width: int,
    *,
    broken: Callable[[BadRow, int, bytes], None],
    wrong_width: Callable[[BadRow, list[str], int, bytes], None],
    blank: Callable[[], None],
) -> Iterator[Row]:
    """The rows of a block whose hash is not known, as fields.

    ``unseen``: (index, hash) as ``HashLedger.unseen`` gives them. ``broken`` hears of rows that cannot be parsed,
    ``wrong_width`` of those with more or fewer columns than the header, ``blank`` of lines of nothing but commas,
    which are what spreadsheets leave at the end.
    """
    readable = unseen
    if block.problems:
        readable = [one for one in unseen if one[0] not in block.problems]
        for index, _ in unseen:
            if index in block.problems:
                code = block.problems[index]
                message, todo = PROBLEMS[code]
                broken(BadRow(code, "", "", message, todo), block.line_of(index), block.records[index])
    reader = csv.reader([block.records[index].decode("utf-8") for index, _ in readable])
    for (index, hash_), fields in zip(readable, reader, strict=True):
        if b'="' in block.records[index]:
            fields = [_untold(cell) for cell in fields]
        if len(fields) == width:
            yield Row(hash_, block.line_of(index), block.records[index], fields)
        elif any(cell.strip() for cell in fields):
            wrong_width(_wrong_width(len(fields), width), fields, block.line_of(index), block.records[index])
        else:
            blank()


_TOLD_AS_TEXT = re.compile(r'="([^"]*)"')


def _untold(cell: str) -> str:
    """``="00471"`` is how a list tells a spreadsheet to keep the zeros; the value is what stands between."""
    found = _TOLD_AS_TEXT.fullmatch(cell.strip())
    return found[1] if found else cell


def _wrong_width(found: int, width: int) -> BadRow:
    return BadRow(
        "wrong_columns", "", str(found), f"This row has {found} columns, the header has {width}.",
        "A comma inside a value needs quotation marks around the value. Correct the row or export again.",
        "Rows with more or fewer columns than the header",
    )  # fmt: skip
