"""What is damaged, cut off, newer, strange or locked is refused in words, before anything is touched."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from firstbell.core.backups import envelope
from firstbell.core.backups.envelope import SealingWriter, open_envelope
from firstbell.core.backups.opening import opened
from firstbell.core.backups.places import Place
from firstbell.core.backups.restoring import is_in_use, verify_backup
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.errors import Conflict, FirstbellError, Invalid
from firstbell.core.models import RetentionRule

PASSPHRASE = "four random words here"


def ignore(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def file(transactional_db: None, tmp_path: Path) -> Path:
    path = tmp_path / "good.fbb"
    RetentionRule.objects.get_or_create(key="core.sessions", days=1)
    write_backup(path, Wanted(portable=True))
    return path


def refusal(file: Path, passphrase: str = "") -> str:
    """The words of the refusal; the data folder is as it was afterwards."""
    folder = file.parent / "data"
    folder.mkdir(exist_ok=True)
    before = sorted(folder.rglob("*"))
    with (
        pytest.raises(FirstbellError) as refused,
        opened(file, folder, passphrase=passphrase, told=ignore),
    ):
        pass
    assert sorted(folder.rglob("*")) == before
    return str(refused.value)


def test_a_good_one_is_opened(file: Path) -> None:
    with opened(file, Path(settings.DATA), passphrase="", told=ignore) as backup:
        assert backup.manifest.tables["core_retentionrule"].rows == RetentionRule.objects.count()
        assert backup.member("tables/core_retentionrule.jsonl").exists()


def test_cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-500])
    assert "damaged" in refusal(file)


def test_a_changed_byte(file: Path) -> None:
    """Anywhere in a member's data; the archive's own sums or ours notice it."""
    with zipfile.ZipFile(file) as archive:
        info = archive.getinfo("tables/core_retentionrule.jsonl")
    data = bytearray(file.read_bytes())
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0xFF
    file.write_bytes(data)
    assert "damaged" in refusal(file)


def rewritten(file: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The backup with its manifest or members changed by somebody who made a valid archive of it."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    other = file.with_name("other.fbb")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
    return other


def test_a_changed_byte_in_the_archive_s_own_notes(file: Path) -> None:
    """A name that is no text any more, a member that claims to be locked."""
    whole = file.read_bytes()
    first = whole.index(b"PK\x01\x02")  # the directory at the end
    flag_at = first + 8
    for place, value in ((first + 46, 0xFF), (flag_at, whole[flag_at] | 0x01)):
        data = bytearray(whole)
        data[place], data[flag_at + 1] = value, 0x08  # names are UTF-8
        file.write_bytes(data)
        assert "damaged" in refusal(file)


def test_a_member_that_is_not_what_the_manifest_says(file: Path) -> None:
    def change(_manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members["tables/core_retentionrule.jsonl"] += b"[]\n"

    assert "is not what the manifest says" in refusal(rewritten(file, change))


def test_a_member_too_many(file: Path) -> None:
    def change(_manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members["media/extra.txt"] = b"x"

    assert "not those of its manifest" in refusal(rewritten(file, change))


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/outside.txt", "media/../../outside.txt"])
def test_a_member_that_points_outside(file: Path, name: str) -> None:
    def change(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members[name] = b""
        manifest["members"][name] = {
            "size": 0,
            "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }

    assert "is no name of a member" in refusal(rewritten(file, change))


def test_one_from_a_newer_program(file: Path) -> None:
    def migrations(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
        manifest["migrations"].append(["people", "0999_from_the_future"])

    def layout(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
        manifest["format"] = 2

    assert "people.0999_from_the_future" in refusal(rewritten(file, migrations))
    assert "A newer Firstbell" in refusal(rewritten(file, layout))


def test_a_manifest_that_is_none(file: Path) -> None:
    def change(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
        del manifest["tables"]

    assert "manifest is damaged" in refusal(rewritten(file, change))


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_not_those_backed_up_fail_the_proof(tmp_path: Path) -> None:
    """Every hash fits, and still the table is not the one that was read: the comparison after the restore notices."""

    def change(manifest: dict[str, Any], _members: dict[str, bytes]) -> None:
        manifest["tables"]["core_retentionrule"]["digest"] = "0" * 64

    file = tmp_path / "native.fbb"
    RetentionRule.objects.get_or_create(key="core.sessions", days=1)
    write_backup(file)
    with pytest.raises(Conflict, match="core_retentionrule: the same number of rows, but not the same rows"):
        verify_backup(rewritten(file, change))


def test_no_backup_at_all(tmp_path: Path) -> None:
    (tmp_path / "text.fbb").write_text("hello")
    with zipfile.ZipFile(tmp_path / "zip.fbb", "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert "damaged" in refusal(tmp_path / "text.fbb")
    assert "no manifest" in refusal(tmp_path / "zip.fbb")
    assert "There is no file" in refusal(tmp_path / "missing.fbb")


@pytest.mark.django_db(transaction=True)
def test_an_encrypted_one_without_the_right_words(tmp_path: Path) -> None:
    file = tmp_path / "sealed.fbb"
    write_backup(file, Wanted(portable=True, passphrase=PASSPHRASE))
    assert b"people_person" not in file.read_bytes()

    assert "is encrypted" in refusal(file)
    assert "not the one this backup was made with" in refusal(file, "four other words here")
    file.write_bytes(file.read_bytes()[:-100])
    assert "damaged or cut off" in refusal(file, PASSPHRASE)
    file.write_bytes(file.read_bytes()[:40])
    assert "head of this backup is damaged" in refusal(file, PASSPHRASE)


def test_keys_and_short_passphrases_are_refused() -> None:
    with pytest.raises(Invalid, match="only with a passphrase"):
        Wanted(keys=True)
    with pytest.raises(Invalid, match="fewer than 12"):
        Wanted(passphrase="short")


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_never_written_over_and_a_failed_one_leaves_nothing(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="there already"):
        write_backup(file)
    with pytest.raises(Conflict, match="no tables"):
        write_backup(tmp_path / "empty.fbb", place=Place.sqlite(tmp_path / "empty.sqlite3"))
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite3") == ["good.fbb"]
    assert not is_in_use(Place.sqlite(tmp_path / "empty.sqlite3"))


@pace(deadline=None, max_examples=40)
@given(size=st.integers(0, 70), pieces=st.integers(1, 5), flip=st.integers(0, 10_000))
def test_the_envelope_gives_back_what_went_in_and_notices_every_change(size: int, pieces: int, flip: int) -> None:
    plain = bytes(range(256))[:size]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "CHUNK", 16)
        sealed = io.BytesIO()
        writer = SealingWriter(sealed, PASSPHRASE, cost=2)
        for start in range(0, size, pieces):
            writer.write(plain[start : start + pieces])
        writer.close()
        back = io.BytesIO()
        open_envelope(io.BytesIO(sealed.getvalue()), back, PASSPHRASE)
        assert back.getvalue() == plain

        data = bytearray(sealed.getvalue())
        data[flip % len(data)] ^= 1
        with pytest.raises(Invalid):
            open_envelope(io.BytesIO(bytes(data)), io.BytesIO(), PASSPHRASE)
        shorter = sealed.getvalue()[: -1 - flip % 16]
        with pytest.raises(Invalid):
            open_envelope(io.BytesIO(shorter), io.BytesIO(), PASSPHRASE)
