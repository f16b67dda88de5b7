"""Build a database from an opened backup, and prove that it is the same, before anybody relies on it."""

from __future__ import annotations

import secrets as tokens
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from firstbell.core.backups.manifest import NAME
from firstbell.core.backups.opening import Opened
from firstbell.core.backups.places import Place, known_migrations, tables_at
from firstbell.core.backups.snapshots import Told, login, tool_for
from firstbell.core.backups.tables import differing, sums_of
from firstbell.core.errors import Conflict


def build_sqlite(backup: Opened, path: Path, told: Told) -> Place:
    """The backup as a database file at ``path``: same rows, then brought up to this program."""
    place = Place.sqlite(path)
    if backup.manifest.kind == "native":
        shutil.move(backup.member("database.sqlite3"), path)  # the database may live on another disk than the uploads
        path.chmod(0o600)
        with closing(sqlite3.connect(path)) as raw:
            (said,) = raw.execute("PRAGMA integrity_check").fetchone()
        if said != "ok":
            raise Conflict(f"SQLite finds the copied database damaged: {said}.", remedy="Take an older backup.")
    else:
        _fill(backup, place)
    prove(backup, place, told)
    _bring_up(backup, place)
    return place


def build_postgresql(backup: Opened, place: Place, told: Told) -> None:
    """The same into an empty PostgreSQL database."""
    if backup.manifest.kind == "native":
        replay(backup.member("database.pgdump"), place)
    else:
        _fill(backup, place)
    prove(backup, place, told)
    _bring_up(backup, place)


def prove(backup: Opened, place: Place, told: Told) -> None:
    """Raises Conflict when any table has other rows than the manifest says."""
    with place.connect() as connection:
        tables = tables_at(backup.manifest.migrations)
        found = sums_of(tables, connection, lambda name, rows: told(name, rows, 0))
    for name, one in found.items():  # the next number need not be the same for the rows to be
        known = backup.manifest.tables.get(name)
        if known is not None and one.rows == known.rows and one.digest == known.digest:
            continue
        words = differing(backup.manifest.tables, found)
        raise Conflict(
            f"The restored database is not the one backed up: {'; '.join(words[:5])}.", remedy="Report this."
        )


def _bring_up(backup: Opened, place: Place) -> None:
    """To this program's migrations; a backup of this very version has had them all."""
    if known_migrations() - set(backup.manifest.migrations):
        place.manage("migrate", "--no-input", "--verbosity", "0")


def _fill(backup: Opened, place: Place) -> None:
    manifest = backup.folder / NAME
    manifest.write_text(backup.manifest.to_json())
    place.manage("fill_from_backup", str(backup.folder))


def replay(dump: Path, place: Place) -> None:
    """A ``pg_dump`` archive in place of whatever the database holds, in one transaction: all of it, or nothing."""
    with place.connect() as connection:
        restore, psql = tool_for(connection, "pg_restore"), tool_for(connection, "psql")
        drops = _drops(connection)
    prepared = subprocess.Popen(  # noqa: S603
        [restore, "--no-owner", "--no-privileges", "--file=-", str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    target = subprocess.Popen(  # noqa: S603
        [psql, "--single-transaction", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null"],
        env=login(place), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert prepared.stdout is not None
    assert prepared.stderr is not None
    assert target.stdin is not None
    assert target.stderr is not None
    try:
        target.stdin.write(drops.encode())
        while block := prepared.stdout.read(1024 * 1024):
            target.stdin.write(block)
        if prepared.wait():
            target.kill()  # nothing was committed
            raise Conflict(f"pg_restore failed: {_last(prepared.stderr.read())}", remedy="Take an older backup.")
        target.stdin.close()
    except BrokenPipeError:
        prepared.kill()
    said = target.stderr.read()
    for pipe in (prepared.stdout, prepared.stderr, target.stderr):
        pipe.close()
    if target.wait():
        raise Conflict(f"The database refused the backup: {_last(said)}", remedy="Nothing was changed. Report this.")


def _last(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _drops(connection: BaseDatabaseWrapper) -> str:
    """Statements that take out what is in the schema, so that tables the backup does not know do not stay behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()")
        # Quietly: a notice for each key that goes would fill psql's pipe, which is read only at the end.
        drops = ["SET client_min_messages = warning;"]
        drops += [f"DROP TABLE IF EXISTS {name} CASCADE;" for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = current_schema() AND NOT EXISTS "
            "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        drops += [f"DROP FUNCTION IF EXISTS {signature} CASCADE;" for (signature,) in cursor.fetchall()]
    return "\n".join(drops) + "\n"


@contextmanager
def scratch_database(server: Place) -> Iterator[Place]:
    """A database that exists for a moment, on a PostgreSQL server we may create databases on."""
    name = f"firstbell_scratch_{tokens.token_hex(4)}"
    with server.connect() as connection:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        except DatabaseError as error:
            raise Conflict(
                "This role may not create a database to try the backup in.",
                remedy="ALTER ROLE firstbell CREATEDB, as PostgreSQL's administrator.",
                code="no_scratch_database",
            ) from error
    try:
        yield server.renamed(name)
    finally:
        with server.connect() as connection, connection.cursor() as cursor:
            _drop(cursor, name)


def _drop(cursor: CursorWrapper, name: str) -> None:
    """Drop the scratch database, whoever is still in it.

    FORCE may not end the server's own autovacuum, which PostgreSQL 15 takes for another role's session, and says
    “must be a member of the role …”. A plain DROP sends it away and waits for it, but ends nobody else.
    """
    forced = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    for statement in (forced, f"DROP DATABASE IF EXISTS {name}"):
        try:
            cursor.execute(statement)
        except DatabaseError:
            time.sleep(1)
        else:
            return
    cursor.execute(forced)
