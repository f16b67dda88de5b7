"""Every secret gets a new key; a run killed half-way loses nothing and is finished by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from firstbell.core import rotation, secrets
from firstbell.core.actor import system_actor
from firstbell.core.backups.places import Place
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry
from firstbell.core.rotation import Shelf, is_half_done, rotate_keys, unreadable
from firstbell.core.tests.actors import actor

ROWS = 30
SHELF = Shelf("secrets_for_a_test", "secret", "id")
US = system_actor("tests")


@pytest.fixture
def shelf(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A table of secrets written with the ring's key, and one empty one."""
    monkeypatch.delenv("FIRSTBELL_FIELD_KEYS", raising=False)
    monkeypatch.setattr(rotation, "shelves", lambda: [SHELF])
    monkeypatch.setattr(rotation, "SETTLE_SECONDS", 0)
    ring = secrets.keys()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE secrets_for_a_test (id integer PRIMARY KEY, secret text NOT NULL)")
        rows: list[list[Any]] = [[number, secrets.seal(f"secret {number}")] for number in range(ROWS)]
        cursor.executemany("INSERT INTO secrets_for_a_test VALUES (%s, %s)", [*rows, [ROWS, ""]])
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE secrets_for_a_test")
    secrets.write_ring(ring)
    rotation._mark().unlink(missing_ok=True)


def stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM secrets_for_a_test WHERE secret <> '' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def readable() -> list[str]:
    return [secrets.unseal(sealed) for sealed in stored()]


EVERYTHING = [f"secret {number}" for number in range(ROWS)]


def test_every_secret_is_written_again_and_the_old_key_is_gone(shelf: None) -> None:
    old = secrets.keys()

    done = rotate_keys(by=US)

    new = secrets.keys()
    assert (done.secrets, done.keys_let_go, len(new)) == (ROWS, 1, 1)
    assert new != old
    assert readable() == EVERYTHING
    assert not any(secrets.is_sealed_by(old[0], sealed) for sealed in stored())
    assert secrets.key_file().stat().st_mode & 0o077 == 0
    assert AuditEntry.objects.get(verb="core.keys_rotated").summary.startswith(f"{ROWS} stored secrets")


SCRIPT = """
import os, django
django.setup()
from firstbell.core import rotation
from firstbell.core.actor import system_actor
rotation.shelves = lambda: [rotation.Shelf("secrets_for_a_test", "secret", "id")]
rotation.BATCH = 5
def told(name, done):
    if done >= {after}:
        os.kill(os.getpid(), 9)
rotation.rotate_keys(by=system_actor("tests"), told=told)
"""


@pytest.mark.parametrize("after", [5, 15, ROWS])
def test_killed_half_way_nothing_is_lost_and_the_next_run_finishes(shelf: None, after: int) -> None:
    old = secrets.keys()
    environment = os.environ | {
        "FIRSTBELL_DATABASE_URL": Place.ours().url,
        "FIRSTBELL_DATA": str(settings.DATA),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }

    killed = subprocess.run([sys.executable, "-c", SCRIPT.format(after=after)], env=environment, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert readable() == EVERYTHING
    assert sum(secrets.is_sealed_by(old[0], sealed) for sealed in stored()) == ROWS - after
    assert is_half_done()
    fresh = secrets.keys()[0]
    done = rotate_keys(by=US)
    assert (done.secrets, secrets.keys(), is_half_done()) == (ROWS - after, [fresh], False)
    assert readable() == EVERYTHING


def test_a_secret_written_meanwhile_with_the_old_key_is_not_lost(shelf: None) -> None:
    old = secrets.keys()
    late = [Fernet(old[0]).encrypt(b"late").decode()]

    def told(_name: str, _done: int) -> None:
        while late:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE secrets_for_a_test SET secret = %s WHERE id = 0", [late.pop()])

    rotate_keys(by=US, told=told)

    assert readable() == ["late", *EVERYTHING[1:]]


def test_a_secret_nobody_can_read_stops_it_before_anything_changes(shelf: None) -> None:
    before = secrets.keys()
    with connection.cursor() as cursor:
        foreign = Fernet(Fernet.generate_key()).encrypt(b"x").decode()
        cursor.execute("UPDATE secrets_for_a_test SET secret = %s WHERE id = 3", [foreign])

    with pytest.raises(Conflict, match="1 secrets cannot be read"):
        rotate_keys(by=US)

    assert unreadable() == ["secrets_for_a_test.secret row 3"]
    assert secrets.keys() == before


def test_a_ring_given_by_the_environment_is_used_but_not_changed(shelf: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Fernet.generate_key().decode()
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", ",".join([fresh, *secrets.keys()]))
    with pytest.raises(Conflict, match="given by FIRSTBELL_FIELD_KEYS"):
        rotate_keys(by=US)

    assert rotate_keys(by=US, given=True).secrets == ROWS

    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", fresh)
    assert readable() == EVERYTHING


@pytest.mark.django_db
def test_only_who_may_edit_settings_everywhere_rotates() -> None:
    with pytest.raises(Forbidden):
        rotate_keys(by=actor("core.settings.edit", at="1."))
