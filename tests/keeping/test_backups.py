"""A district is backed up while people work, restored on an empty machine, and compared row by row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.utils import timezone

from firstbell.core import secrets
from firstbell.core.actor import system_actor
from firstbell.core.attachments import attach_file
from firstbell.core.backups import building
from firstbell.core.backups.manifest import Manifest
from firstbell.core.backups.places import Place, applied, tables_at
from firstbell.core.backups.tables import last_id_of, lines_of
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.models import Attachment, SearchDocument
from firstbell.people.models import Person
from tests.architecture import district

PASSPHRASE = "four random words here"
STAYS = 20
"""How many rows a clerk has written before the backup starts."""


@pytest.fixture
def media(tmp_path: Path, settings: object) -> Path:
    root = tmp_path / "media"
    settings.MEDIA_ROOT = root  # type: ignore[attr-defined]
    return root


@pytest.fixture
def town(transactional_db: None, media: Path) -> district.People:
    """A district with something of everything, and a file that somebody attached."""
    people = district.furnish(10)
    student = Person.objects.filter(kind="student").order_by("pk").first()
    assert student is not None
    attach_file(
        student.ref,
        SimpleUploadedFile("note.txt", "Grüße\n".encode() * 50_000),
        org_path=student.organisation.scope_path,
        by=system_actor(),
    )
    return people


@contextmanager
def people_at_work() -> Iterator[None]:
    """Two clerks write all the time: each time two rows that belong together, in one transaction."""
    stop, started = threading.Event(), threading.Semaphore(0)

    def clerk(name: str) -> None:
        number = 0
        while not stop.is_set():
            with transaction.atomic():
                for half in ("left", "right"):
                    SearchDocument.objects.create(
                        kind=f"test.{name}.{half}", object_id=number, title="x" * 200, terms="", scope=""
                    )
            number += 1
            if number == STAYS:
                started.release()
        connections.close_all()

    threads = [threading.Thread(target=clerk, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert started.acquire(timeout=60)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)


@contextmanager
def empty_machine(tmp_path: Path, engine: str) -> Iterator[tuple[dict[str, str], Place]]:
    """Another machine: no data folder, no tables, no keys."""
    data = tmp_path / f"machine-{engine}"
    data.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")}
    environment |= {"FIRSTBELL_DATA": str(data), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    if engine == "sqlite":
        yield environment, Place.sqlite(data / "firstbell.sqlite3")
        return
    with building.scratch_database(Place.ours()) as place:
        yield environment | {"FIRSTBELL_DATABASE_URL": place.url}, place


def firstbell(environment: dict[str, str], *words: str, passphrase: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "firstbell", *words],
        env=environment | ({"FIRSTBELL_BACKUP_PASSPHRASE": passphrase} if passphrase else {}),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def rows_of(place: Place) -> dict[str, list[bytes]]:
    with place.connect() as connection:
        return {table.name: list(lines_of(table, connection)) for table in tables_at(applied(connection))}


def assert_same_rows(one: dict[str, list[bytes]], other: dict[str, list[bytes]]) -> None:
    assert one.keys() == other.keys()
    for name, lines in one.items():
        assert other[name] == lines, name
    assert sum(len(lines) for lines in one.values()) > 1000


#: A note, and at either school one photo of a person, large and small.
FILES = 5


def assert_same_files(media: Path, machine: Path) -> None:
    names = sorted(path.relative_to(media) for path in media.rglob("*") if path.is_file())
    assert len(names) == FILES
    assert sum(name.parts[0] == "people" for name in names) == 4
    for name in names:
        assert (machine / "media" / name).read_bytes() == (media / name).read_bytes()


def test_a_native_backup_on_an_empty_machine_is_the_same_row_by_row(
    town: district.People, tmp_path: Path, media: Path
) -> None:
    file, ours = tmp_path / "native.fbb", Place.ours()
    write_backup(file)

    with empty_machine(tmp_path, ours.engine) as (machine, place):
        done = firstbell(machine, "restore", str(file))

        assert done.returncode == 0, done.stdout + done.stderr
        assert_same_rows(rows_of(ours), rows_of(place))
        assert_same_files(media, Path(machine["FIRSTBELL_DATA"]))
        # Somebody has worked there now: a second restore is refused, and changes nothing.
        again = firstbell(machine, "restore", str(file))
        assert again.returncode == 1
        assert "not empty" in again.stdout
        assert_same_rows(rows_of(ours), rows_of(place))
    assert Attachment.objects.get(filename="note.txt", size=50_000 * len("Grüße\n".encode())).file.name


def test_a_portable_backup_goes_into_either_database_and_back(
    town: district.People, tmp_path: Path, media: Path
) -> None:
    """From our database into SQLite with its keys, from there by its own backup into a database like ours."""
    file, back, ours = tmp_path / "portable.fbb", tmp_path / "back.fbb", Place.ours()
    write_backup(file, Wanted(portable=True, keys=True, passphrase=PASSPHRASE))

    with empty_machine(tmp_path, "sqlite") as (machine, place):
        refused = firstbell(machine, "restore", str(file), passphrase="not these words at all")
        assert refused.returncode == 1
        assert "passphrase is not the one" in refused.stdout
        done = firstbell(machine, "restore", str(file), passphrase=PASSPHRASE)

        assert done.returncode == 0, done.stdout + done.stderr
        assert_same_rows(rows_of(ours), rows_of(place))
        data = Path(machine["FIRSTBELL_DATA"])
        assert_same_files(media, data)
        assert (data / "field-keys").read_text().split() == secrets.keys()
        assert (data / "secret-key").read_text() == settings.SECRET_KEY
        assert firstbell(machine, "backup", "--portable", "--out", str(back)).returncode == 0

    (tmp_path / "second").mkdir()
    with empty_machine(tmp_path / "second", ours.engine) as (machine, place):
        assert firstbell(machine, "restore", str(back)).returncode == 0
        assert_same_rows(rows_of(ours), rows_of(place))
        assert next_number(place) == next_number(ours)


def next_number(place: Place) -> int:
    """What the next audit entry would be called: a number once given is not given again."""
    with place.connect() as connection:
        return last_id_of(next(t for t in tables_at(applied(connection)) if t.name == "core_auditentry"), connection)


def test_a_backup_under_load_is_one_moment(town: district.People, tmp_path: Path) -> None:
    file = tmp_path / "busy.fbb"

    with people_at_work():
        manifest = write_backup(file)

    proof = firstbell_proof(file)
    assert proof.rows == manifest.rows
    with moment_of(file, tmp_path) as place, place.connect() as connection, connection.cursor() as cursor:
        for clerk in ("ann", "bob"):
            counts = []
            for half in ("left", "right"):
                cursor.execute("SELECT count(*) FROM core_searchdocument WHERE kind = %s", [f"test.{clerk}.{half}"])
                counts.append(cursor.fetchone()[0])
            assert counts[0] == counts[1] >= STAYS


def firstbell_proof(file: Path) -> Manifest:
    from firstbell.core.backups.restoring import verify_backup

    return verify_backup(file).manifest


@contextmanager
def moment_of(file: Path, tmp_path: Path) -> Iterator[Place]:
    """The database inside a native backup."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        name = next(one for one in names if one.startswith("database."))
        archive.extract(name, tmp_path)
    if name.endswith("sqlite3"):
        yield Place.sqlite(tmp_path / name)
        return
    with building.scratch_database(Place.ours()) as place:
        building.replay(tmp_path / name, place)
        yield place


def test_replacing_keeps_what_was_there(town: district.People, tmp_path: Path, media: Path) -> None:
    file, ours = tmp_path / "before.fbb", Place.ours()
    write_backup(file)
    before = rows_of(ours)

    with empty_machine(tmp_path, ours.engine) as (machine, place):
        assert firstbell(machine, "restore", str(file)).returncode == 0
        with place.connect() as connection, connection.cursor() as cursor:
            cursor.execute("UPDATE people_person SET given_name = 'Changed'")
            cursor.execute("CREATE TABLE of_somebody_else (id integer)")
        done = firstbell(machine, "restore", "--replace", str(file))

        assert done.returncode == 0, done.stdout + done.stderr
        assert "is kept at" in done.stdout.replace("\n", " ")
        assert_same_rows(before, rows_of(place))
        with place.connect() as connection:
            assert "of_somebody_else" not in connection.introspection.table_names()


def test_the_manifest_tells_what_is_inside(town: district.People, tmp_path: Path) -> None:
    file = tmp_path / "told.fbb"
    manifest = write_backup(file)

    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as archive:
        told = json.loads(archive.read("manifest.json"))
    assert told["tables"]["people_person"]["rows"] == Person.objects.count()
    assert told["ring"] == [secrets.fingerprint(secrets.keys()[0])]
    assert not any(name.startswith("keys/") for name in told["members"])
    assert manifest.media_files == FILES
    assert manifest.made <= timezone.now()
