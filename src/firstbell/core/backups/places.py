"""A database somewhere: ours, a scratch one, or the empty one a backup goes into.

Only raw SQL is used on a place. Migrations run in a process of their own whose database *is* the place, because a data
migration writes to whatever database the program calls its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.utils import load_backend

from firstbell.core.backups.tables import Table, tables_of
from firstbell.core.errors import Conflict

Node = tuple[str, str]
"""A migration: (app, name)."""


@dataclass(frozen=True)
class Place:
    """A database by its Django settings."""

    settings: dict[str, Any] = field(repr=False)

    @property
    def is_sqlite(self) -> bool:
        return str(self.settings["ENGINE"]).endswith("sqlite3")

    @property
    def engine(self) -> str:
        return "sqlite" if self.is_sqlite else "postgresql"

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.settings["NAME"])

    @property
    def url(self) -> str:
        """As ``FIRSTBELL_DATABASE_URL`` takes it."""
        if self.is_sqlite:
            return f"sqlite:///{self.path}"
        host, port = self.settings.get("HOST") or "", self.settings.get("PORT") or ""
        user, password = (quote(str(self.settings.get(key) or ""), safe="") for key in ("USER", "PASSWORD"))
        login = f"{user}:{password}@" if user else ""
        return f"postgres://{login}{quote(str(host), safe='')}{f':{port}' if port else ''}/{quote(str(self.settings['NAME']))}"

    @classmethod
    def ours(cls) -> Place:
        """The database this program serves."""
        return cls(dict(connections["default"].settings_dict))

    @classmethod
    def sqlite(cls, path: Path) -> Place:
        return cls(dj_database_url.parse(f"sqlite:///{path}"))  # type: ignore[arg-type]

    def renamed(self, name: str) -> Place:
        """Another database of the same server."""
        return Place({**self.settings, "NAME": name})

    @contextmanager
    def connect(self, **options: Any) -> Iterator[BaseDatabaseWrapper]:
        """A connection of its own, closed at the end."""
        filled = connections.configure_settings({"default": {**self.settings, "CONN_MAX_AGE": 0, **options}})["default"]
        connection: BaseDatabaseWrapper = load_backend(filled["ENGINE"]).DatabaseWrapper(filled, "place")
        try:
            yield connection
        finally:
            connection.close()

    def manage(self, *command: str) -> None:
        """Run one of the program's own commands with this place as its database. Raises Conflict with what it said."""
        environment = {
            **os.environ,
            "FIRSTBELL_DATABASE_URL": self.url,
            "FIRSTBELL_DATA": str(settings.DATA),
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "firstbell", "manage", *command],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise Conflict(
                f"“{command[0]}” failed on the restored database: {said[-1] if said else 'it said nothing'}",
                remedy="Report this with the backup's manifest; what was here before is untouched or kept aside.",
            )


def table_names(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def applied(connection: BaseDatabaseWrapper) -> list[Node]:
    """The migrations this database has had, by app and name."""
    if "django_migrations" not in table_names(connection):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [(app, name) for app, name in cursor.fetchall()]


def known_migrations() -> set[Node]:
    return set(MigrationLoader(None).disk_migrations)


def tables_at(nodes: Sequence[Node]) -> list[Table]:
    """The tables as they are after these migrations, whatever the models say today."""
    return list(_tables_at(frozenset(nodes)))


@lru_cache(maxsize=4)
def _tables_at(nodes: frozenset[Node]) -> list[Table]:
    loader = MigrationLoader(None)
    state = loader.project_state(sorted(node for node in nodes if node in loader.graph.nodes))
    return tables_of(state.apps.get_models(include_auto_created=True))


def leaves(nodes: Sequence[Node]) -> list[Node]:
    """Of these migrations the last of each app: what ``migrate`` is asked for to come to the same tables."""
    loader, wanted = MigrationLoader(None), set(nodes)
    return [
        node
        for node in sorted(wanted)
        if node in loader.graph.nodes
        and not any(child.key in wanted and child.key[0] == node[0] for child in loader.graph.node_map[node].children)
    ]
