"""One moment of a database: the native copy, the portable lines and the digests all tell of the same moment.

SQLite: the online backup API, inside a read transaction, into a scratch file; writers go on meanwhile (WAL), and
everything after is read from the copy. PostgreSQL: a read-only transaction whose snapshot is exported to ``pg_dump``.
https://www.sqlite.org/backup.html, https://www.postgresql.org/docs/current/app-pgdump.html (--snapshot)
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.db.backends.base.base import BaseDatabaseWrapper

from firstbell.core.backups.places import Place
from firstbell.core.errors import Conflict

PAGES = 2048
Told = Callable[[str, int, int], None]
"""Hears of progress: (what, done, of)."""


@dataclass
class Snapshot:
    """``connection`` reads the moment; ``copy_native(target)`` writes the native copy of it."""

    connection: BaseDatabaseWrapper
    copy_native: Callable[[IO[bytes]], None]


@contextmanager
def snapshot(place: Place, scratch: Path, told: Told) -> Iterator[Snapshot]:
    """The place as it is now. Raises Conflict when the tool for it is missing or too old."""
    taken = _sqlite(place, scratch, told) if place.is_sqlite else _postgresql(place)
    with taken as moment:
        yield moment


@contextmanager
def _sqlite(place: Place, scratch: Path, told: Told) -> Iterator[Snapshot]:
    copy = scratch / "copy.sqlite3"
    copy_sqlite(place.path, copy, told)

    def write(target: IO[bytes]) -> None:
        with copy.open("rb") as source:
            shutil.copyfileobj(source, target, 1024 * 1024)

    with Place.sqlite(copy).connect() as connection:
        yield Snapshot(connection, write)


def copy_sqlite(source: Path, target: Path, told: Told) -> None:
    """A whole copy of a database in use, in one file without a journal beside it."""
    with closing(sqlite3.connect(source, timeout=20, isolation_level=None)) as live:
        # Held open, the read transaction keeps the copy at one moment: no restart when somebody writes.
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(sqlite3.connect(target)) as copy:
            live.backup(copy, pages=PAGES, progress=lambda _status, left, total: told("database", total - left, total))
            copy.execute("PRAGMA journal_mode=DELETE")
        live.execute("ROLLBACK")


@contextmanager
def _postgresql(place: Place) -> Iterator[Snapshot]:
    with place.connect() as connection, connection.cursor() as cursor:
        tool = tool_for(connection, "pg_dump")
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()

        def write(target: IO[bytes]) -> None:
            command = [tool, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}"]
            with subprocess.Popen(  # noqa: S603
                command, env=login(place), stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as dump:
                assert dump.stdout is not None
                assert dump.stderr is not None
                shutil.copyfileobj(dump.stdout, target, 1024 * 1024)
                said = dump.stderr.read().decode(errors="replace").strip()
            if dump.returncode:
                raise Conflict(f"pg_dump failed: {said.splitlines()[-1] if said else dump.returncode}")

        yield Snapshot(connection, write)
        cursor.execute("ROLLBACK")


def login(place: Place) -> dict[str, str]:
    """The environment in which PostgreSQL's own tools find the place; a password never stands on a command line."""
    names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
    given = {variable: str(place.settings[key]) for key, variable in names.items() if place.settings.get(key)}
    return {**os.environ, **given}


def tool_for(connection: BaseDatabaseWrapper, name: str) -> str:
    """The path of one of PostgreSQL's tools, new enough for this server. Raises Conflict with how to get it."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    tool, remedy = shutil.which(name), f"sudo apt install postgresql-client-{server} (or newer), then try again."
    if tool is None:
        raise Conflict(f"{name} is not installed, and PostgreSQL is backed up and restored with it.", remedy=remedy)
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    version = int(next(part for part in said.split() if part[0].isdecimal()).split(".")[0])
    if version < server:
        raise Conflict(f"{name} is version {version}, the server is {server}.", remedy=remedy)
    return tool
