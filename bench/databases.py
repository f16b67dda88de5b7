"""Databases that live for one run: SQLite files that are copied, PostgreSQL databases made from templates."""

from __future__ import annotations

import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

LOCAL_POSTGRES = "postgres://firstbell:firstbell@127.0.0.1:5432/firstbell"
PREFIX = "firstbell_bench"


class Engine(ABC):
    """Databases by a short name (``"empty"``, ``"loaded"``), each with a data folder for uploads."""

    label: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def data(self, name: str) -> Path:
        return self.folder / name

    def environment(self, name: str) -> dict[str, str]:
        """What a process needs in order to work on this database as an ordinary installation would."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("FIRSTBELL_")}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
            "FIRSTBELL_DATA": str(self.data(name)),
            "FIRSTBELL_DATABASE_URL": self.url(name),
            "FIRSTBELL_SECRET_KEY": "a benchmark keeps no secrets, but Django wants fifty characters",
        }

    def create(self, name: str) -> None:
        """An empty database of that name; one left over is thrown away."""
        self.drop(name)
        self.data(name).mkdir(parents=True)
        self._create(name)

    def copy(self, source: str, name: str) -> None:
        """A second database equal to ``source``; nobody may be connected to it."""
        self.drop(name)
        shutil.copytree(self.data(source), self.data(name), ignore=shutil.ignore_patterns("*.sqlite3*", "scratch"))
        self._copy(source, name)

    def drop(self, name: str) -> None:
        self._drop(name)
        shutil.rmtree(self.data(name), ignore_errors=True)

    @abstractmethod
    def url(self, name: str) -> str: ...

    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    def size(self, name: str) -> int:
        """Bytes."""

    @abstractmethod
    def settle(self, name: str) -> None:
        """What time would do: statistics that PostgreSQL gathers by itself, journals that are folded in."""

    @abstractmethod
    def clean_up(self) -> None: ...

    @abstractmethod
    def _create(self, name: str) -> None: ...

    @abstractmethod
    def _copy(self, source: str, name: str) -> None: ...

    @abstractmethod
    def _drop(self, name: str) -> None: ...


class SqliteEngine(Engine):
    label = "SQLite"

    def path(self, name: str) -> Path:
        return self.data(name) / "firstbell.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self.path(name)}"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def size(self, name: str) -> int:
        return self.path(name).stat().st_size

    def settle(self, name: str) -> None:
        with sqlite3.connect(self.path(name)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def clean_up(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self, name: str) -> None:
        pass  # SQLite makes its file when it is first opened

    def _copy(self, source: str, name: str) -> None:
        self.settle(source)
        shutil.copyfile(self.path(source), self.path(name))

    def _drop(self, name: str) -> None:
        for left in self.data(name).glob("*.sqlite3*"):
            left.unlink()


class PostgresEngine(Engine):
    label = "PostgreSQL"

    def __init__(self, folder: Path, server: str) -> None:
        super().__init__(folder)
        self.server = server

    @classmethod
    def find(cls, folder: Path) -> PostgresEngine | str:
        """The engine, or why there is none."""
        wanted = os.environ.get("FIRSTBELL_TEST_POSTGRES")
        url = wanted or LOCAL_POSTGRES
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error as error:
            where = "FIRSTBELL_TEST_POSTGRES" if wanted else "this machine"
            return f"no PostgreSQL answers at {where}: {str(error).strip().splitlines()[0]}"
        if row is None or not row[0]:
            return "PostgreSQL answers, but the role may not create databases (ALTER ROLE ... CREATEDB)"
        return cls(folder, url)

    def name(self, name: str) -> str:
        return PREFIX if name == "empty" else f"{PREFIX}_{name}"

    def url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name(name)}"))

    def version(self) -> str:
        with psycopg.connect(self.server) as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0]).split(" ", 1)[0]  # type: ignore[index]

    def size(self, name: str) -> int:
        with psycopg.connect(self.server) as connection:
            row = connection.execute("SELECT pg_database_size(%s)", [self.name(name)]).fetchone()
        return int(row[0]) if row else 0

    def settle(self, name: str) -> None:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT") if self._may_checkpoint(connection) else None

    def clean_up(self) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            left = connection.execute(
                "SELECT datname FROM pg_database WHERE datname = %s OR datname LIKE %s", [PREFIX, f"{PREFIX}\\_%"]
            ).fetchall()
            for (name,) in left:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self, name: str) -> None:
        self._command("CREATE DATABASE {}", name)

    def _copy(self, source: str, name: str) -> None:
        self._command("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)

    def _drop(self, name: str) -> None:
        self._command("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _command(self, text: str, *names: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(*(sql.Identifier(self.name(name)) for name in names)))

    @staticmethod
    def _may_checkpoint(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
        row = connection.execute(
            "SELECT rolsuper OR pg_has_role(current_user, 'pg_checkpoint', 'member') "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        return bool(row and row[0])
