"""Tables of osTicket's database as files in a zip: found by name, read row by row, however they were written.

Understood: CSV as phpMyAdmin and Adminer write it (commas or semicolons, quotation marks doubled, the first line has the
names of the columns), and the tab-separated text of ``mysql --batch`` (``\\n``, ``\\t`` and ``\\\\`` stand for themselves).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from firstbell.connectors.base.notes import tell_encoding
from firstbell.connectors.base.tables.table import separator_of
from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.connectors.base.tickets.source import many
from firstbell.connectors.osticket.payloads import columns as c
from firstbell.core.imports.archive import Package
from firstbell.core.imports.encodings import Readable, Transcoder, detect
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.records import PROBLEMS, RecordFile
from firstbell.core.imports.source import StageContext

_ESCAPE = re.compile(r"\\([ntr0\\])")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "0": "", "\\": "\\"}
_HEAD = 64 * 1024
_LONGEST = 8 * 1024 * 1024
_NULL = frozenset({"NULL", "\\N"})


def table_files(names: list[str]) -> dict[str, str]:
    """Which file is which table, whatever the prefix is (``ost_``, ``help_ost_``, none): the longest name that fits."""
    found: dict[str, str] = {}
    for name in sorted(names):
        stem, dot, ending = name.casefold().rpartition(".")
        if not dot or ending not in {"csv", "tsv", "txt"}:
            continue
        for table in sorted(c.TABLES, key=len, reverse=True):
            if stem == table or stem.endswith((f"ost_{table}", f"_{table}", f".{table}")):
                found.setdefault(table, name)
                break
    return found


@dataclass(frozen=True, slots=True)
class DumpRow:
    """One row by column name; NULL and what is not there are empty."""

    line: int
    raw: bytes
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


class Dump:
    """One table of the package. ``columns`` as the file names them."""

    def __init__(self, ctx: StageContext, package: Package, table: str, name: str) -> None:
        self.ctx = ctx
        self.name = name
        self._package = package
        with package.open(name) as stream:
            head = stream.read(_HEAD)
        found = detect(head)
        self._encoding = found.encoding
        text = head[found.mark :].decode(found.encoding, "replace")
        self._separator = separator_of(text)
        self._is_batch = self._separator == "\t" and not text.lstrip().startswith('"')
        self.records = RecordFile(self._opened, name=name, limits=many(ctx.limits))
        self.columns = [one.casefold() for one in self.records.header]
        missing = [one for one in c.TABLES[table] if one not in self.columns]
        if missing:
            raise Rejected(
                f"The first line of “{name}” does not name the column {', '.join(missing)}.",
                remedy="Export the whole table, with the names of the columns in the first line.",
                code="columns", file=name, line=1,
            )  # fmt: skip

    def rows(self) -> Iterator[DumpRow]:
        """Rows that can be read; the others are kept aside."""
        width = len(self.columns)
        for row in self.records.rows():
            if row.problem:
                self._aside(row.problem, row.line, row.raw, *PROBLEMS[row.problem])
            elif len(row.fields) != width:
                if any(cell.strip() for cell in row.fields):
                    self._aside(
                        "wrong_columns", row.line, row.raw,
                        f"This row has {len(row.fields)} columns, the header has {width}.",
                        "Export again as CSV with quotation marks around every value.",
                    )  # fmt: skip
            else:
                values = dict(zip(self.columns, map(self._value, row.fields), strict=True))
                yield DumpRow(row.line, row.raw, values)
        tell_encoding(self.ctx, self.records, ENTITY, subject=f"“{self.name}”")

    def _value(self, text: str) -> str:
        if text in _NULL:
            return ""
        return _ESCAPE.sub(lambda one: _MEANT[one[1]], text) if self._is_batch and "\\" in text else text

    def _aside(self, code: str, line: int, raw: bytes, message: str, todo: str) -> None:
        self.ctx.issues.error(
            code, file=self.name[:120], line=line, entity=ENTITY, message=message, todo=todo, raw=raw, group=message
        )
        self.ctx.tally.add(ENTITY, "quarantined")

    def _opened(self) -> Readable:
        if self._separator == ",":
            return self._package.open(self.name)
        return _AsCommas(self._package.open(self.name), self._encoding, self._separator, is_batch=self._is_batch)


class _AsCommas:
    """Another separator as commas, line by line, so that what a value spans stays on its lines."""

    def __init__(self, stream: Readable, encoding: str, separator: str, *, is_batch: bool) -> None:
        self._stream = stream if encoding == "utf-8" else Transcoder(stream, encoding)
        self._separator = separator
        self._is_batch = is_batch
        self._rest = b""
        self._done = False
        self._quoted = False

    def read(self, size: int = -1, /) -> bytes:
        while not self._done:
            chunk = self._stream.read(size if size > 0 else _HEAD)
            self._done = not chunk
            data = self._rest + chunk
            cut = data.rfind(b"\n") + 1
            if self._done or len(data) > _LONGEST:
                cut = len(data)  # no line of a table is that long; it is told further on
            self._rest = data[cut:]
            if cut:
                return self._turned(data[:cut])
        return b""

    def close(self) -> None:
        self._stream.close()

    def _turned(self, data: bytes) -> bytes:
        if self._is_batch:
            return b"".join(self._batch(line) for line in data.splitlines(keepends=True))
        mark, out = self._separator.encode(), []
        for number, part in enumerate(data.split(b'"')):
            if number:
                self._quoted = not self._quoted
                out.append(b'"')
            out.append(part if self._quoted else self._outside(part, mark))
        return b"".join(out)

    @staticmethod
    def _outside(part: bytes, mark: bytes) -> bytes:
        """Between values: the separator becomes a comma, and a bare value with a comma gets its quotation marks."""
        if b"," not in part:
            return part.replace(mark, b",")
        pieces = re.split(b"([" + re.escape(mark) + b"\\r\\n])", part)
        whole = (b'"' + one + b'"' if b"," in one else one for one in pieces)
        return b"".join(b"," if one == mark else one for one in whole)

    @staticmethod
    def _batch(line: bytes) -> bytes:
        text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if not text:
            return b"\n"
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(text.split("\t"))
        return out.getvalue().encode("utf-8", "surrogateescape")
