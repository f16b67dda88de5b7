"""Disks that are full, data on several disks, a database that is beyond reading: said in words, and restored all the same."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings

from firstbell.core.actor import system_actor
from firstbell.core.backups import keeping, opening, restoring, writing
from firstbell.core.backups.envelope import MAGIC
from firstbell.core.backups.manifest import Manifest
from firstbell.core.backups.opening import Opened, opened
from firstbell.core.backups.places import Place
from firstbell.core.backups.restoring import is_in_use
from firstbell.core.backups.writing import write_backup
from firstbell.core.errors import Conflict

STAMP = "20261126-020000"


def unpacked(folder: Path, *, uploads: bool) -> Opened:
    folder.mkdir()
    if uploads:
        (folder / "media" / "attachments").mkdir(parents=True)
        (folder / "media" / "attachments" / "a.txt").write_text("restored")
    return Opened(Manifest("0", "", "sqlite", "3", "native", [], {}), folder)


@pytest.mark.django_db
def test_a_database_beyond_reading_can_be_replaced(tmp_path: Path) -> None:
    broken = tmp_path / "firstbell.sqlite3"
    broken.write_bytes(os.urandom(8192))
    assert is_in_use(Place.sqlite(broken))


def test_uploads_on_another_disk_stay_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, link = tmp_path / "disk", tmp_path / "media"
    (disk / "attachments").mkdir(parents=True)
    (disk / "attachments" / "a.txt").write_text("former")
    link.symlink_to(disk)
    monkeypatch.setattr(settings, "MEDIA_ROOT", link)

    aside = restoring._put_media(unpacked(tmp_path / "unpacked", uploads=True), STAMP)

    assert link.is_symlink()
    assert (disk / "attachments" / "a.txt").read_text() == "restored"
    assert (aside[0] / "attachments" / "a.txt").read_text() == "former"


def test_a_backup_without_uploads_leaves_those_that_are_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "media"
    root.mkdir()
    (root / "a.txt").write_text("still named by a row")
    monkeypatch.setattr(settings, "MEDIA_ROOT", root)

    assert restoring._put_media(unpacked(tmp_path / "unpacked", uploads=False), STAMP) == []

    assert (root / "a.txt").read_text() == "still named by a row"


def test_a_full_disk_while_a_sealed_backup_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sealed.fbb"
    file.write_bytes(MAGIC)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "open_envelope", full)
    with (
        pytest.raises(Conflict, match="No space left"),
        opened(file, tmp_path, passphrase="four random words here", told=writing.quiet),
    ):
        pass


def test_a_disk_that_fills_while_sqlite_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(writing, "snapshot", full)
    with pytest.raises(Conflict, match="database or disk is full"):
        write_backup(tmp_path / "out.fbb", place=Place.sqlite(tmp_path / "x.sqlite3"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_night_whose_old_backups_cannot_be_let_go_is_on_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_more: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(keeping, "write_backup", lambda *_args: Manifest("0", "", "sqlite", "3", "native", [], {}))
    monkeypatch.setattr(keeping, "rotate", refused)

    run = keeping.keep_backup(by=system_actor("worker"))

    assert not run.is_good
    assert "Permission denied" in run.message
