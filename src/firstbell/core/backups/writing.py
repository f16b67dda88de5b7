"""Write a backup while everything goes on: one moment of the database, the uploads, a manifest with every hash.

It is written beside its name and moved there when it is whole and on the disk: a name without ``.part`` is a whole backup.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

import firstbell
from firstbell.core import secrets
from firstbell.core.backups.envelope import SealingWriter, checked_passphrase
from firstbell.core.backups.manifest import NAME, Manifest, Member
from firstbell.core.backups.places import Place, applied, known_migrations, tables_at
from firstbell.core.backups.snapshots import Told, snapshot
from firstbell.core.backups.tables import Table, lines_of, sums_of
from firstbell.core.errors import Conflict, Invalid

BLOCK = 1024 * 1024
SECRET_KEY_FILE = "secret-key"  # noqa: S105  a file's name
_LEFT_BEHIND = (".firstbell-*-????????", ".firstbell*.restored-*", "firstbell-*.fbb.part")


def quiet(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Wanted:
    """What goes in. ``portable``: for either database; ``keys``: the ring and the session key, passphrase needed."""

    portable: bool = False
    media: bool = True
    keys: bool = False
    passphrase: str = ""

    def __post_init__(self) -> None:
        if self.passphrase:
            checked_passphrase(self.passphrase)
        if self.keys and not self.passphrase:
            raise Invalid(
                "Keys go into a backup only with a passphrase.", remedy="Give a passphrase, or leave them out."
            )


def write_backup(
    out: Path, wanted: Wanted | None = None, *, place: Place | None = None, told: Told = quiet
) -> Manifest:
    """Write the backup to the file ``out`` and return its manifest. Raises Conflict or Invalid and leaves nothing."""
    wanted, place = wanted or Wanted(), place or Place.ours()
    out = out.resolve()
    if out.exists():
        raise Conflict(f"{out} is there already.", remedy="Choose another name; backups are never written over.")
    part = out.with_name(f"{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        sweep(out.parent)
        with (
            tempfile.TemporaryDirectory(prefix=".firstbell-backup-", dir=out.parent) as scratch,
            part.open("wb") as file,
        ):
            os.chmod(part, 0o600)  # noqa: PTH101
            manifest = _write(file, wanted, place, Path(scratch), told)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except (OSError, sqlite3.Error, DatabaseError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error).strip()
        raise Conflict(f"The backup cannot be written: {why}.", remedy=f"Look at {out.parent}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    _sync_folder(out.parent)
    return manifest


def sweep(*folders: Path) -> None:
    """Take away what runs that were killed left behind: whole copies of the data, in clear. A day is no run's time."""
    yesterday = time.time() - 24 * 3600
    for folder in folders:
        for pattern in _LEFT_BEHIND:
            for path in folder.glob(pattern):
                if path.lstat().st_mtime >= yesterday:
                    continue
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """The new name, too, has to be on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(file: IO[bytes], wanted: Wanted, place: Place, scratch: Path, told: Told) -> Manifest:
    sealed = SealingWriter(file, wanted.passphrase) if wanted.passphrase else None
    with snapshot(place, scratch, told) as moment:
        connection = moment.connection
        nodes = applied(connection)
        if not nodes:
            raise Conflict("There is nothing to back up: the database has no tables.", remedy="firstbell init")
        if unknown := set(nodes) - known_migrations():
            raise Conflict(
                f"The database is newer than this program: it had {min(unknown)[1]}.",
                remedy="Update the program first.",
            )
        tables = tables_at(nodes)
        rows = sums_of(tables, connection, lambda name, done: told(name, done, 0))
        with zipfile.ZipFile(sealed or file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            pack = _Packer(archive)
            if wanted.portable:
                _add_tables(pack, tables, connection, told)
            else:
                name = "database.sqlite3" if place.is_sqlite else "database.pgdump"
                pack.stream(name, moment.copy_native, stored=not place.is_sqlite)
            media_files = _add_media(pack, told) if wanted.media else 0
            if wanted.keys:
                _add_keys(pack)
            manifest = Manifest(
                program=firstbell.__version__,
                made_at=timezone.now().isoformat(timespec="seconds"),
                engine=place.engine,
                engine_version=_version(connection),
                kind="portable" if wanted.portable else "native",
                migrations=nodes,
                tables=rows,
                members=pack.members,
                media_files=media_files,
                ring=secrets.fingerprints(),
                has_keys=wanted.keys,
            )
            archive.writestr(NAME, manifest.to_json())
    if sealed is not None:
        sealed.close()
    return replace(manifest)


def _version(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def _add_tables(pack: _Packer, tables: list[Table], connection: BaseDatabaseWrapper, told: Told) -> None:
    for table in tables:
        pack.lines(f"tables/{table.name}.jsonl", lines_of(table, connection, lambda name, done: told(name, done, 0)))


def _add_media(pack: _Packer, told: Told) -> int:
    """Uploads, after the database: what a row names was there before the row. Gone meanwhile is no fault."""
    root = Path(settings.MEDIA_ROOT)
    files = (
        sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()) if root.exists() else []
    )
    count = 0
    for number, path in enumerate(files, start=1):
        told("uploads", number, len(files))
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            pack.file(f"media/{path.relative_to(root).as_posix()}", source)
        count += 1
    return count


def _add_keys(pack: _Packer) -> None:
    ring = secrets.keys()
    pack.lines("keys/field-keys", [f"{key}\n".encode() for key in ring])
    pack.lines(f"keys/{SECRET_KEY_FILE}", [settings.SECRET_KEY.encode()])


class _Packer:
    """Puts members into the archive and remembers the size and hash of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.members = archive, dict[str, Member]()

    def stream(self, name: str, write: Callable[[IO[bytes]], None], *, stored: bool = False) -> None:
        info = zipfile.ZipInfo(name, date_time=timezone.localtime().timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        with self._archive.open(info, "w", force_zip64=True) as member:
            counted = _Counted(member)
            write(counted)  # type: ignore[arg-type]
        self.members[name] = Member(counted.size, counted.digest.hexdigest())

    def lines(self, name: str, lines: Iterable[bytes]) -> None:
        self.stream(name, lambda target: target.writelines(lines))

    def file(self, name: str, source: IO[bytes]) -> None:
        def write(target: IO[bytes]) -> None:
            while block := source.read(BLOCK):
                target.write(block)

        self.stream(name, write)


class _Counted:
    """What is written through it is counted and hashed."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._target.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)
