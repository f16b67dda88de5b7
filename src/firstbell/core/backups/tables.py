"""A table as portable lines: the same bytes for the same rows on SQLite and on PostgreSQL, and the way back.

Line 1 is the list of columns, each further line one row as JSON, in the order of the primary key. Moments are UTC, bytes
base64, JSON columns wrapped in a list (so that JSON's null differs from none) with sorted keys and whole floats as
integers, since PostgreSQL's ``jsonb`` keeps neither order nor the difference. A table's digest is the SHA-256 of its
lines. Values are read and written as stored: an encrypted field stays sealed, no key is needed.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from firstbell.core.errors import Invalid

BATCH = 2000

Told = Callable[[str, int], None]
"""Hears of progress: (table, rows so far)."""


def _deaf(_table: str, _rows: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    """Django's name of the column's type: ``DateTimeField``."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    key: Column


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, their digest, and the highest number ever given, so that no number is given twice."""

    rows: int
    digest: str
    last_id: int = 0


def tables_of(models: Iterable[type[Model]]) -> list[Table]:
    """The tables of models (of the program as it is, or as it was at some migration), by name."""
    found = {}
    for model in models:
        meta = model._meta
        if meta.managed and not meta.proxy and not meta.swapped:
            columns = tuple(Column(str(field.column), _kind(field)) for field in meta.local_concrete_fields)
            key = meta.pk
            found[meta.db_table] = Table(meta.db_table, columns, Column(str(key.column), _kind(key)))
    return [found[name] for name in sorted(found)]


def _kind(field: Field[Any, Any]) -> str:
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    kind = field.get_internal_type()
    if kind.endswith("AutoField") or "Integer" in kind:
        return "IntegerField"
    return kind if kind in _READERS else "TextField"


def lines_of(table: Table, connection: BaseDatabaseWrapper, told: Told = _deaf) -> Iterator[bytes]:
    """The table's portable lines, streamed."""
    quote = connection.ops.quote_name
    yield _line([column.name for column in table.columns])
    readers = [_READERS[column.kind] for column in table.columns]
    order = quote(table.key.name)
    if connection.vendor == "postgresql" and table.key.kind in {"CharField", "TextField"}:
        order += ' COLLATE "C"'  # byte by byte, as SQLite sorts
    statement = f"SELECT {', '.join(quote(c.name) for c in table.columns)} FROM {quote(table.name)} ORDER BY {order}"  # noqa: S608
    seen = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(BATCH):
            for row in rows:
                yield _line([None if value is None else read(value) for read, value in zip(readers, row, strict=True)])
            seen += len(rows)
            told(table.name, seen)


def sum_of(table: Table, connection: BaseDatabaseWrapper, told: Told = _deaf) -> Sum:
    digest, rows = hashlib.sha256(), -1
    for line in lines_of(table, connection, told):
        digest.update(line)
        rows += 1
    return Sum(rows, digest.hexdigest(), last_id_of(table, connection))


def sums_of(tables: Sequence[Table], connection: BaseDatabaseWrapper, told: Told = _deaf) -> dict[str, Sum]:
    return {table.name: sum_of(table, connection, told) for table in tables}


def last_id_of(table: Table, connection: BaseDatabaseWrapper) -> int:
    if table.key.kind != "IntegerField":
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key.name])
            (sequence,) = cursor.fetchone()
            if sequence is None:
                return 0
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 - a name it gave us
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def differing(expected: dict[str, Sum], found: dict[str, Sum]) -> list[str]:
    """What is not the same, in words; nothing when all rows of all tables are."""
    words = []
    for name in sorted(expected.keys() | found.keys()):
        old, new = expected.get(name), found.get(name)
        if old is None or new is None:
            words.append(f"{name} is {'only there' if old is None else 'missing'}")
        elif old.rows != new.rows:
            words.append(f"{name}: {old.rows:,} rows expected, {new.rows:,} found")
        elif old.digest != new.digest:
            words.append(f"{name}: the same number of rows, but not the same rows")
    return words


def fill(table: Table, lines: Iterable[bytes], connection: BaseDatabaseWrapper, told: Told = _deaf) -> int:
    """Write portable lines into an empty table; returns the number of rows.

    Raises Invalid when the columns are not the table's, or a text holds what the database refuses.
    """
    source = iter(lines)
    names = json.loads(next(source))
    if names != [column.name for column in table.columns]:
        raise Invalid(f"{table.name} has other columns in the backup than here.", remedy="Report this backup.")
    writers = [_writer(column.kind, connection) for column in table.columns]
    quote, count = connection.ops.quote_name, 0
    target = f"{quote(table.name)} ({', '.join(quote(name) for name in names)})"
    while block := list(islice(source, BATCH)):
        rows = [
            [None if value is None else write(value) for write, value in zip(writers, json.loads(line), strict=True)]
            for line in block
        ]
        try:
            _insert(target, len(names), rows, connection)
        except ValueError as error:  # PostgreSQL keeps no NUL in a text
            raise Invalid(f"{table.name}: {error}", remedy="Restore into SQLite, which keeps it.") from error
        count += len(rows)
        told(table.name, count)
    return count


def _insert(target: str, width: int, rows: list[list[Any]], connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * width)
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608


def empty(tables: Sequence[Table], connection: BaseDatabaseWrapper) -> None:
    """Take out what migrations seeded. Only ever called on tables that were just made."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(quote(table.name) for table in tables)} RESTART IDENTITY CASCADE")
            return
        for table in tables:
            cursor.execute(f"DELETE FROM {quote(table.name)}")  # noqa: S608


def continue_numbers(tables: Sequence[Table], sums: dict[str, Sum], connection: BaseDatabaseWrapper) -> None:
    """The next row gets the number it would have got where the backup was made."""
    with connection.cursor() as cursor:
        for table in tables:
            last = sums[table.name].last_id
            if not last:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table.name}"', table.key.name, last]
                )


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _moment(value: Any) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else value
    if moment is None:
        raise Invalid(f"{value!r} is no moment.")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return str(moment.astimezone(dt.UTC).isoformat(timespec="microseconds"))


def _json(value: Any) -> list[Any]:
    return [_plain(json.loads(value) if isinstance(value, str | bytes) else value)]


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _iso(value: Any) -> str:
    return value if isinstance(value, str) else str(value.isoformat())


def _clock(value: Any) -> str:
    clock: Any = parse_time(value) if isinstance(value, str) else value
    return str(clock.isoformat(timespec="microseconds"))


def _span(value: Any) -> int:
    """Microseconds, as SQLite keeps them."""
    return value if isinstance(value, int) else round(value / dt.timedelta(microseconds=1))


_READERS: dict[str, Callable[[Any], Any]] = {
    "IntegerField": int,
    "BooleanField": bool,
    "FloatField": float,
    "TextField": str,
    "CharField": str,
    "FileField": str,
    "GenericIPAddressField": lambda value: str(value).partition("/")[0],
    "DateTimeField": _moment,
    "DateField": _iso,
    "TimeField": _clock,
    "DurationField": _span,
    "DecimalField": str,
    "JSONField": _json,
    "UUIDField": lambda value: uuid.UUID(str(value)).hex,
    "BinaryField": lambda value: base64.b64encode(bytes(value)).decode(),
}


def _writer(kind: str, connection: BaseDatabaseWrapper) -> Callable[[Any], Any]:
    """From a line's value to what the driver takes."""
    ops, is_sqlite = connection.ops, connection.vendor == "sqlite"
    writers: dict[str, Callable[[Any], Any]] = {
        "DateTimeField": lambda text: ops.adapt_datetimefield_value(parse_datetime(text)),
        "DateField": lambda text: ops.adapt_datefield_value(parse_date(text)),
        "TimeField": lambda text: ops.adapt_timefield_value(parse_time(text)),
        "DurationField": lambda number: number if is_sqlite else dt.timedelta(microseconds=number),
        "DecimalField": Decimal if not is_sqlite else str,
        "JSONField": lambda held: (
            json.dumps(held[0], ensure_ascii=False) if is_sqlite else ops.adapt_json_value(held[0], None)
        ),
        "UUIDField": lambda text: text if is_sqlite else uuid.UUID(text),
        "BinaryField": base64.b64decode,
    }
    return writers.get(kind, lambda value: value)
