"""Put a backup in place of an empty installation, or of a full one on request; or only prove that one could.

Order: check every hash, build the database beside the present one, compare every table, bring it up to this program, and
only then put database and uploads in place. What was here before is kept aside, never deleted.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from firstbell.core import secrets
from firstbell.core.backups.building import build_postgresql, build_sqlite, replay, scratch_database
from firstbell.core.backups.manifest import Manifest
from firstbell.core.backups.opening import Opened, opened
from firstbell.core.backups.places import Place, table_names
from firstbell.core.backups.running import alone
from firstbell.core.backups.snapshots import Told, snapshot
from firstbell.core.backups.writing import SECRET_KEY_FILE, quiet, sweep, write_backup
from firstbell.core.errors import Conflict

#: Tables that hold something as soon as anybody used the installation.
_SIGNS_OF_LIFE = ("people_account", "core_auditentry", "core_importrun")


@dataclass(frozen=True)
class Restored:
    """What came back, where the former state was kept, and which keys of stored secrets are missing here."""

    manifest: Manifest
    kept_aside: list[Path] = field(default_factory=list)
    missing_keys: list[str] = field(default_factory=list)


@contextmanager
def _in_words() -> Iterator[None]:
    """A full disk, a folder of somebody else, a database that does not answer: said, not thrown."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as error:
        raise Conflict(
            f"It stopped: {str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__}.",
            remedy="See whether there is room, who may write there, and whether the database answers; then try again.",
        ) from error


@_in_words()
def restore_backup(file: Path, *, replace: bool = False, passphrase: str = "", told: Told = quiet) -> Restored:
    """Raises Invalid or Conflict with nothing changed: damaged, newer, not empty, in use, other kind of database."""
    place, data = Place.ours(), Path(settings.DATA)
    connections.close_all()
    sweep(data, *([place.path.parent] if place.is_sqlite else []))
    with alone(), opened(file, data, passphrase=passphrase, told=told) as backup:
        _check_kind(backup.manifest, place)
        full = is_in_use(place) or _has_files(Path(settings.MEDIA_ROOT))
        if full and not replace:
            raise Conflict(
                "This installation is not empty.",
                remedy="Restore into an empty one, or say --replace.",
                code="not_empty",
            )
        stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        aside = (
            _put_sqlite(backup, place, stamp, told)
            if place.is_sqlite
            else _put_postgresql(backup, place, full, stamp, told)
        )
        aside += _put_media(backup, stamp)
        if backup.manifest.has_keys:
            aside += _put_keys(backup, stamp)
    here = secrets.fingerprints()
    return Restored(backup.manifest, aside, [key for key in backup.manifest.ring if key not in here])


@dataclass(frozen=True)
class Proof:
    """A backup was restored somewhere else and every table compared."""

    manifest: Manifest
    tables: int
    rows: int
    media_files: int
    took: dt.timedelta


@_in_words()
def verify_backup(file: Path, *, passphrase: str = "", told: Told = quiet) -> Proof:
    """Restore into a temporary place, compare all tables, bring it up to this program, and throw it away."""
    started = timezone.now()
    sweep(Path(settings.DATA))
    with opened(file, Path(settings.DATA), passphrase=passphrase, told=told) as backup:
        manifest = backup.manifest
        if manifest.kind == "portable" or manifest.engine == "sqlite":
            with tempfile.TemporaryDirectory(prefix=".firstbell-proof-", dir=settings.DATA) as folder:
                build_sqlite(backup, Path(folder) / "proof.sqlite3", told)
        else:
            _check_kind(manifest, Place.ours())
            with scratch_database(Place.ours()) as scratch:
                build_postgresql(backup, scratch, told)
    return Proof(manifest, len(manifest.tables), manifest.rows, manifest.media_files, timezone.now() - started)


def is_in_use(place: Place) -> bool:
    """Whether somebody has worked there. Bare tables, as the first start makes them, are empty."""
    if not place.is_sqlite:
        return _is_in_use(place)
    try:
        return place.path.exists() and _is_in_use(place)
    except DatabaseError:  # damaged, which is what backups are for: it is kept aside like any other
        return True


def _is_in_use(place: Place) -> bool:
    with place.connect() as connection:
        names = set(table_names(connection))
        if names and not names & set(_SIGNS_OF_LIFE):
            return True  # somebody else's tables
        with connection.cursor() as cursor:
            for name in names & set(_SIGNS_OF_LIFE):
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - one of three names
                if cursor.fetchone():
                    return True
    return False


def _check_kind(manifest: Manifest, place: Place) -> None:
    if manifest.kind == "native" and manifest.engine != place.engine:
        raise Conflict(
            f"This is a native backup of {manifest.engine}; the database here is {place.engine}.",
            remedy="Make one that fits both with “firstbell backup --portable”.",
            code="other_engine",
        )


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(path.is_file() for path in folder.rglob("*"))


def _put_sqlite(backup: Opened, place: Place, stamp: str, told: Told) -> list[Path]:
    staged = place.path.with_name(f".{place.path.name}.restored-{stamp}")
    try:
        build_sqlite(backup, staged, told)
        aside = []
        for suffix in ("", "-wal", "-shm"):
            present = Path(f"{place.path}{suffix}")
            if present.exists():
                aside.append(present.replace(f"{place.path}.before-{stamp}{suffix}"))
        staged.replace(place.path)
        place.path.chmod(0o600)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{staged}{suffix}").unlink(missing_ok=True)
    return aside[:1]


def _put_postgresql(backup: Opened, place: Place, full: bool, stamp: str, told: Told) -> list[Path]:
    _check_nobody_is_connected(place)
    aside = []
    if full:
        former = Path(settings.DATA) / "backups" / f"before-restore-{stamp}.fbb"
        write_backup(former, place=place, told=told)
        aside.append(former)
    if backup.manifest.kind == "native" and not full:
        build_postgresql(backup, place, told)
        return aside
    # Built and proven in a database of its own first, then put in place in one transaction.
    with scratch_database(place) as scratch:
        build_postgresql(backup, scratch, told)
        dump = backup.folder / "proven.pgdump"
        with snapshot(scratch, backup.folder, told) as moment, dump.open("wb") as target:
            moment.copy_native(target)
        replay(dump, place)
    return aside


def _check_nobody_is_connected(place: Place) -> None:
    with place.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            # The server's own workers (autovacuum) come and go by themselves.
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise Conflict(
            f"{others} other programs are connected to the database.", remedy="Stop Firstbell everywhere first."
        )


def _put_media(backup: Opened, stamp: str) -> list[Path]:
    """A backup without uploads leaves those here where they are: its rows may name them."""
    root, restored = Path(settings.MEDIA_ROOT), backup.folder / "media"
    if not restored.exists():
        return []
    aside = []
    if _has_files(root):
        aside.append(Path(f"{root}.before-{stamp}"))
        _move_into(root, aside[0])
    elif root.exists():
        for folder in sorted((path for path in root.rglob("*") if path.is_dir()), reverse=True):
            folder.rmdir()
    _move_into(restored, root)
    return aside


def _move_into(source: Path, target: Path) -> None:
    """What is inside, one by one: the folder may be a mount, or a link to another disk, which no rename can replace."""
    target.mkdir(parents=True, exist_ok=True)
    for child in list(source.iterdir()):
        shutil.move(child, target / child.name)


def _put_keys(backup: Opened, stamp: str) -> list[Path]:
    """The backup's ring before ours, and its session key; what was here is kept aside."""
    aside = []
    ring = backup.member("keys/field-keys").read_text().split()
    if not os.environ.get("FIRSTBELL_FIELD_KEYS"):
        if secrets.key_file().exists():
            ours = secrets.keys()
            ring += [key for key in ours if key not in ring]
        secrets.write_ring(ring)
    kept = Path(settings.DATA) / SECRET_KEY_FILE
    session_key = backup.member(f"keys/{SECRET_KEY_FILE}").read_text()
    if kept.exists() and kept.read_text().strip() != session_key.strip():
        aside.append(kept.replace(f"{kept}.before-{stamp}"))
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(session_key)
    return aside
