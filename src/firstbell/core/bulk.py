"""Many rows at once, at the speed of the database: COPY on PostgreSQL, prepared statements on SQLite.

For imports and seeding inside an open transaction. Values are plain: dates as ``YYYY-MM-DD``
text, moments through :func:`moment`, booleans, numbers, text, None. No model code runs, so the
caller brings what ``save()`` would have computed.
"""

from __future__ import annotations

import datetime as dt
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connection

_CHUNK = 500
_COPY_BLOCK = 5000
#: Rows and values of one INSERT on SQLite; more values than that not every SQLite takes.
_ROWS, _VALUES = 100, 999
_TRIES = 20


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def moment(value: dt.datetime | None) -> Any:
    """An aware datetime as the database's own column value."""
    return connection.ops.adapt_datetimefield_value(value)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def _raw() -> Any:
    """The driver's own connection; opens it if need be."""
    connection.ensure_connection()
    return connection.connection


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each a sequence in the order of ``columns``. Streams; keeps nothing in memory."""
    target = f"{connection.ops.quote_name(table)} ({_quoted(columns)})"
    if is_postgresql():
        _copy(f"COPY {target} FROM STDIN", rows)
        return
    _insert_sqlite(target, len(columns), rows)


def _insert_sqlite(target: str, width: int, rows: Iterable[Sequence[Any]]) -> None:
    """Many rows to a statement: each statement looks up its table's highest key among those of all tables, which for
    narrow rows takes longer than writing them."""
    marks = f"({', '.join('?' * width)})"
    size = max(1, min(_ROWS, _VALUES // width))
    source = iter(rows)
    rest: list[Sequence[Any]] = []

    def full_blocks() -> Iterator[list[Any]]:
        while len(block := list(islice(source, size))) == size:
            yield list(chain.from_iterable(block))
        rest.extend(block)

    raw = _raw()
    raw.executemany(f"INSERT INTO {target} VALUES {', '.join([marks] * size)}", full_blocks())  # noqa: S608 - names come from code
    raw.executemany(f"INSERT INTO {target} VALUES {marks}", rest)  # noqa: S608 - names come from code


def _copy(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY in blocks. Each block is drawn before its COPY begins: while one runs, the connection answers
    no other question, and rows that are worked out by asking the database would wait for ever."""
    source = iter(rows)
    with connection.cursor() as cursor:
        while block := list(islice(source, _COPY_BLOCK)):
            with cursor.cursor.copy(statement) as copy:
                write = copy.write_row
                for row in block:
                    write(row)


def update(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, key: str = "id") -> None:
    """Update rows: each is the new values in the order of ``columns``, then the key."""
    name = connection.ops.quote_name
    if not is_postgresql():
        sets = ", ".join(f"{name(column)} = ?" for column in columns)
        _raw().executemany(f"UPDATE {name(table)} SET {sets} WHERE {name(key)} = ?", rows)  # noqa: S608 - names from code
        return
    source = iter(rows)
    first = list(islice(source, 1))
    if not first:
        return
    temporary = f"bulk_{table}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name(temporary)}")
        cursor.execute(
            f"CREATE TEMP TABLE {name(temporary)} ON COMMIT DROP AS "  # noqa: S608 - names come from code
            f"SELECT {_quoted([*columns, key])} FROM {name(table)} WITH NO DATA"
        )
        _copy(f"COPY {name(temporary)} FROM STDIN", chain(first, source))
        sets = ", ".join(f"{name(column)} = b.{name(column)}" for column in columns)
        cursor.execute(
            f"UPDATE {name(table)} SET {sets} FROM {name(temporary)} b "  # noqa: S608 - names come from code
            f"WHERE {name(table)}.{name(key)} = b.{name(key)}"
        )
        cursor.execute(f"DROP TABLE {name(temporary)}")


def reserve_ids(table: str, count: int) -> int:
    """The first of ``count`` consecutive ids that nobody else will get.

    On SQLite the caller must hold the write lock (transactions here begin IMMEDIATE).
    """
    if count <= 0:
        return 0
    with connection.cursor() as cursor:
        if not is_postgresql():
            cursor.execute(
                f"SELECT MAX(COALESCE((SELECT MAX(id) FROM {connection.ops.quote_name(table)}), 0), "  # noqa: S608
                "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
                [table],
            )
            return int(cursor.fetchone()[0]) + 1
        for _ in range(_TRIES):
            # Somebody else's insert may take a number in between; then the block has a hole and we ask again.
            cursor.execute(
                "SELECT MIN(n), MAX(n) FROM (SELECT nextval(pg_get_serial_sequence(%s, 'id')) AS n "
                "FROM generate_series(1, %s)) AS block",
                [table, count],
            )
            low, high = cursor.fetchone()
            if high - low + 1 == count:
                return int(low)
    raise RuntimeError(f"No free block of {count} ids in {table} after {_TRIES} tries")


def select(sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query with ``%s`` marks, streamed in batches."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(5000):
            yield from rows


def select_in(sql: str, values: Sequence[Any], params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query whose ``{in}`` becomes ``IN (...)`` over the values, some hundred at a time.

    ``params`` stand before the values in the query.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(values), _CHUNK):
            part = values[start : start + _CHUNK]
            cursor.execute(sql.replace("{in}", f"IN ({', '.join(['%s'] * len(part))})"), [*params, *part])
            yield from cursor.fetchall()


def numbers(sql: str) -> set[int]:
    """The first column of a query, all integers, as a set; a million take a fraction of a second.

    ``sql`` is complete: it takes no parameters.
    """
    if is_postgresql():
        # One packed value: a COPY or a fetch costs a step of Python for every row.
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT string_agg(int8send(n::bigint), ''::bytea) FROM ({sql}) AS found (n)")  # noqa: S608
            packed = array("q", bytes(cursor.fetchone()[0] or b""))
        if sys.byteorder == "little":
            packed.byteswap()
        return set(packed)
    return {row[0] for row in _raw().execute(sql)}
