"""New keys for stored secrets: a fresh one in front, every secret written again with it, then the old ones let go.

``firstbell rotate-keys`` may be killed at any moment and run again: while old keys are in the ring everything can be read,
and they leave it only once nothing needs them. A run that finds work of one before it (the mark ``field-keys.rotating``)
goes on with that run's key instead of making another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection, transaction

from firstbell.core import secrets
from firstbell.core.actor import Actor
from firstbell.core.backups.running import rotating
from firstbell.core.errors import Conflict
from firstbell.core.events import KeysRotated, change
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.secrets import EncryptedTextField

BATCH = 200
SETTLE_SECONDS = 1.0
Told = Callable[[str, int], None]


def _deaf(_name: str, _done: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A column of secrets, by the names the database knows."""

    table: str
    column: str
    key: str


@dataclass(frozen=True, slots=True)
class Drawer:
    """Secrets inside something else, such as another library's JSON.

    ``texts`` gives (row, sealed text) of each; ``put`` replaces one if it is still the same, and says whether it was.
    """

    name: str
    texts: Callable[[], Iterable[tuple[int, str]]]
    put: Callable[[int, str, str], bool]


_drawers: list[Drawer] = []


def register_drawer(drawer: Drawer) -> None:
    """Have a room's drawer rotated and checked with all others."""
    _drawers.append(drawer)


@dataclass(frozen=True, slots=True)
class Rotated:
    secrets: int
    keys_let_go: int


def shelves() -> list[Shelf]:
    """Every column of every model that holds secrets."""
    return [
        Shelf(model._meta.db_table, str(field.column), str(model._meta.pk.column))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def rotate_keys(*, by: Actor, told: Told = _deaf, given: bool = False) -> Rotated:
    """Raises Conflict when a secret cannot be read by any key of the ring, the environment gives the ring, or another run
    is at it.

    With ``given`` the environment's ring is used as it is: every secret is written with its first key, and whoever
    keeps that ring takes the old keys out.
    """
    by.require(CorePermission.SETTINGS_EDIT, at="")
    if secrets.is_given() and not given:
        raise Conflict(
            "The keys are given by FIRSTBELL_FIELD_KEYS, which this program cannot change.",
            remedy="Put a new key in front there, restart, run “firstbell rotate-keys --given”, then take the old ones out.",
        )
    with rotating():
        return _rotate(by, told, given)


def _rotate(by: Actor, told: Told, given: bool) -> Rotated:
    secrets.check_ring()
    if lost := unreadable():
        raise Conflict(
            f"{len(lost)} secrets cannot be read by any key of the ring, first {lost[0]}.",
            remedy="Put their key back, or enter them again; then rotate.",
        )
    before = secrets.keys() if given else _begin()
    count = reseal(told)
    # A process that read the ring just before the new key came may still write with the old one: look again.
    while True:
        time.sleep(SETTLE_SECONDS)
        late = reseal(told)
        count += late
        if not late:
            break
    if not given:
        secrets.write_ring(before[:1])
        _mark().unlink(missing_ok=True)
    with change(by) as unit:
        gone = 0 if given else len(before) - 1
        unit.publish(KeysRotated(subject=Ref("core.keys", 0, "keys"), org_path="", secrets=count, keys_let_go=gone))
    return Rotated(count, gone)


def reseal(told: Told = _deaf) -> int:
    """Write again what the newest key did not write; returns how many. Each batch is a transaction of its own."""
    newest, count = secrets.keys()[0], 0
    for shelf in shelves():
        for batch in _batches(shelf):
            with transaction.atomic(), connection.cursor() as cursor:
                for key, sealed in batch:
                    if secrets.is_sealed_by(newest, sealed):
                        continue
                    # Only if it is still the same: somebody may have entered a new secret meanwhile.
                    cursor.execute(
                        f"UPDATE {_q(shelf.table)} SET {_q(shelf.column)} = %s "  # noqa: S608 - names from models
                        f"WHERE {_q(shelf.key)} = %s AND {_q(shelf.column)} = %s",
                        [secrets.seal(secrets.unseal(sealed)), key, sealed],
                    )
                    count += cursor.rowcount
            told(f"{shelf.table}.{shelf.column}", count)
    for drawer in _drawers:
        for row, sealed in drawer.texts():
            if not secrets.is_sealed_by(newest, sealed):
                count += drawer.put(row, sealed, secrets.seal(secrets.unseal(sealed)))
        told(drawer.name, count)
    return count


def unreadable() -> list[str]:
    """Where a stored secret cannot be read by any key of the ring: ``table.column row``."""
    lost = []
    for shelf in shelves():
        for batch in _batches(shelf):
            for key, sealed in batch:
                try:
                    secrets.unseal(sealed)
                except Conflict:
                    lost.append(f"{shelf.table}.{shelf.column} row {key}")
    for drawer in _drawers:
        for row, sealed in drawer.texts():
            try:
                secrets.unseal(sealed)
            except Conflict:
                lost.append(f"{drawer.name} row {row}")
    return lost


def is_half_done() -> bool:
    return _mark().exists()


def _begin() -> list[str]:
    """The ring with a fresh key in front; the one of a run that was killed, if there was one."""
    ring, mark = secrets.keys(), _mark()
    if mark.exists() and mark.read_text() == secrets.fingerprint(ring[0]):
        return ring
    fresh = Fernet.generate_key().decode()
    mark.write_text(secrets.fingerprint(fresh))
    secrets.write_ring([fresh, *ring])
    return [fresh, *ring]


def _mark() -> Path:
    return secrets.key_file().with_name(f"{secrets.KEY_FILE}.rotating")


def _batches(shelf: Shelf) -> Iterator[list[tuple[Any, str]]]:
    """Sealed texts by key, some hundred at a time, in the order of the primary key."""
    last: Any = None
    table, column, key = _q(shelf.table), _q(shelf.column), _q(shelf.key)
    while True:
        after, params = (f"AND {key} > %s", [last]) if last is not None else ("", [])
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {column} FROM {table} WHERE {column} <> '' {after} ORDER BY {key} LIMIT {BATCH}",  # noqa: S608
                params,
            )
            batch = [(row[0], str(row[1])) for row in cursor.fetchall()]
        if not batch:
            return
        yield batch
        last = batch[-1][0]


def _q(name: str) -> str:
    return connection.ops.quote_name(name)
