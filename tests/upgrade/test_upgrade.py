"""What an earlier release left behind becomes a database of this one: books, audit, search and sign-in still stand.

Each file here is a district frozen when a release was made (docs/how-to/release.md says how). It is a portable backup, so
restoring it into either database and bringing it up is the very path a school takes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firstbell.core.backups import building
from firstbell.core.backups.manifest import Manifest, read_manifest
from firstbell.core.backups.places import Place, applied, known_migrations

HERE = Path(__file__).parent
FROZEN = sorted(HERE.glob("*.fbb"))


def manifest_of(file: Path) -> Manifest:
    with zipfile.ZipFile(file) as archive:
        return read_manifest(archive.read("manifest.json").decode())


def lines_of(file: Path, table: str) -> list[dict[str, object]]:
    with zipfile.ZipFile(file) as archive:
        names, *rows = archive.read(f"tables/{table}.jsonl").decode().splitlines()
    return [dict(zip(json.loads(names), json.loads(row), strict=True)) for row in rows]


@contextmanager
def machine(tmp_path: Path) -> Iterator[tuple[dict[str, str], Place]]:
    """An empty one with the kind of database that this round of tests is about."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")} | {
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
        "FIRSTBELL_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), *filter(None, sys.path)]),
    }
    if Place.ours().is_sqlite:
        yield environment, Place.sqlite(tmp_path / "firstbell.sqlite3")
        return
    with building.scratch_database(Place.ours()) as place:
        yield environment | {"FIRSTBELL_DATABASE_URL": place.url}, place


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_there_is_a_frozen_release_and_each_is_small() -> None:
    assert "0.1.0.fbb" in {file.name for file in FROZEN}
    assert all(file.stat().st_size < 1_000_000 for file in FROZEN)


@pytest.mark.django_db
@pytest.mark.parametrize("file", FROZEN, ids=lambda file: file.stem)
def test_a_district_of_an_earlier_release_is_brought_up_to_this_one(file: Path, tmp_path: Path) -> None:
    told = manifest_of(file)
    loans, fees = lines_of(file, "circulation_loan"), lines_of(file, "circulation_feeentry")
    items = lines_of(file, "inventory_item")

    with machine(tmp_path) as (environment, place):
        run(environment, "-m", "firstbell", "restore", str(file))
        with place.connect() as connection:
            assert known_migrations() - set(applied(connection)) == set()
            with connection.cursor() as cursor:
                for table in (
                    "people_person",
                    "core_auditentry",
                    "core_auditlink",
                    "helpdesk_ticket",
                    "inventory_item",
                ):
                    cursor.execute(f"SELECT count(*) FROM {table}")
                    assert cursor.fetchone()[0] == told.tables[table].rows > 0, table
        seen = json.loads(run(environment, "-m", "tests.upgrade.look_around"))

    assert seen["signed_in"] == 302
    assert set(seen["pages"].values()) == {200}, seen["pages"]
    assert seen["found"]
    assert seen["open_loans"] == sum(loan["returned_at"] is None for loan in loans) > 0
    assert seen["holders"] == sum(item["holder_id"] is not None for item in items) > 0
    assert seen["cents"] == sum(int(str(fee["cents"])) for fee in fees)
    assert all(seen["append_only"].values())
