"""Rows as they are: taken out of a loaded database, and put raw into an empty one. The yardstick of imports."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import ForeignKey, GeneratedField, IntegerField, Model

from firstbell.core import bulk

_CHUNK = 2000
#: The import's own books: what an import writes about itself is not among "the same rows".
BOOKS = frozenset({"core_importrun", "core_importissue", "core_auditentry", "core_auditlink"})


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _models() -> Iterator[type[Model]]:
    existing = set(connection.introspection.table_names())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.db_table in existing - BOOKS:
            yield model


def highest() -> dict[str, Any]:
    """The highest key of every table, so that later rows can be told from those a migration made."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            key = model._meta.pk
            target = key.target_field if isinstance(key, ForeignKey) else key
            if isinstance(target, IntegerField):
                cursor.execute(f'SELECT MAX("{key.column}") FROM "{model._meta.db_table}"')
                found[model._meta.db_table] = cursor.fetchone()[0] or 0
    return {"highest": found}


def take(folder: str, above: dict[str, int]) -> dict[str, Any]:
    """Write the rows whose key is above the given ones to ``folder``, a file per table; the count of rows by table."""
    counts = {}
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for model in _models():
        table = model._meta.db_table
        if table not in above:
            continue
        columns = [str(f.column) for f in model._meta.local_concrete_fields if not isinstance(f, GeneratedField)]
        count = 0
        with (target / table).open("wb") as stream:
            marshal.dump(columns, stream)
            for rows in _rows(table, columns, str(model._meta.pk.column), above[table]):
                marshal.dump(rows, stream)
                count += len(rows)
        if count:
            counts[table] = count
        else:
            (target / table).unlink()
    return {"rows": counts}


def _rows(table: str, columns: list[str], key: str, above: int) -> Iterator[list[tuple[Any, ...]]]:
    where = f'FROM "{table}" WHERE "{key}" > {above} ORDER BY "{key}"'
    if bulk.is_postgresql():
        # As text: what COPY is given is text in the end, so the yardstick spares itself the converting.
        wanted = ", ".join(f'"{column}"::text' for column in columns)
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {wanted} {where}")
            while rows := cursor.fetchmany(_CHUNK):
                yield rows
        return
    # A connection of its own: Django's would turn dates into Python's.
    plain = sqlite3.connect(connection.settings_dict["NAME"])
    found = plain.execute(f"SELECT {', '.join(f'{chr(34)}{c}{chr(34)}' for c in columns)} {where}")
    while rows := found.fetchmany(_CHUNK):
        yield rows
    plain.close()


def put(folder: str) -> dict[str, Any]:
    """Insert the rows of :func:`take` in one transaction, by executemany or COPY.

    Reading them from disk is not counted. Gives ``seconds`` by table and for all with the commit.
    """
    by_table = {}
    waited = 0.0
    started = perf_counter()
    with transaction.atomic():
        for path in sorted(Path(folder).iterdir()):
            feed = _Feed(path)
            begun = perf_counter()
            bulk.insert(path.name, feed.columns, feed)
            by_table[path.name] = perf_counter() - begun - feed.waited
            waited += feed.waited
    return {"seconds": perf_counter() - started - waited, "by_table": by_table}


class _Feed:
    """The rows of one file; ``waited`` is what reading them took."""

    def __init__(self, path: Path) -> None:
        self.waited = 0.0
        self._stream = path.open("rb")
        self.columns: list[str] = marshal.load(self._stream)  # noqa: S302  written by `take` a moment ago

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while True:
            started = perf_counter()
            if not self._stream.peek(1):
                break
            rows = marshal.load(self._stream)  # noqa: S302  written by `take` a moment ago
            self.waited += perf_counter() - started
            yield from rows
        self._stream.close()
