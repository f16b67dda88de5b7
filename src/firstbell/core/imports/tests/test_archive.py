"""Zips that mean harm, and zips that are only untidy."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from firstbell.core.imports.archive import open_package, zip_names
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import Limits

GOOD = {"manifest.csv": b"propertyName,value\n", "orgs.csv": b"sourcedId\n"}


def zipped(path: Path, files: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def code_of(path: Path, limits: Limits | None = None) -> str:
    def read_all() -> None:
        with open_package(path, limits or Limits()) as package:
            for name in package.names:
                with package.open(name) as stream:
                    while stream.read(65536):
                        pass

    with pytest.raises(Rejected) as refusal:
        read_all()
    assert refusal.value.remedy
    return refusal.value.code


def test_a_good_zip_opens(tmp_path: Path) -> None:
    with open_package(zipped(tmp_path / "a.zip", GOOD), Limits()) as package:
        assert sorted(package.names) == ["manifest.csv", "orgs.csv"]
        with package.open("orgs.csv") as stream:
            assert stream.read() == b"sourcedId\n"


def test_one_folder_and_desktop_litter_are_tolerated(tmp_path: Path) -> None:
    litter = {"__MACOSX/export/._orgs.csv": b"x", "export/.DS_Store": b"x", "export/Thumbs.db": b"x"}
    files = {f"export/{name}": data for name, data in GOOD.items()} | litter

    with open_package(zipped(tmp_path / "a.zip", files), Limits()) as package:
        assert sorted(package.names) == ["manifest.csv", "orgs.csv"]
        assert package.folder == "export/"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../orgs.csv", "zip_path"),
        ("a/../../orgs.csv", "zip_path"),
        ("/etc/orgs.csv", "zip_path"),
        ("C:/orgs.csv", "zip_path"),
        ("..\\orgs.csv", "zip_path"),
        ("inner.zip", "zip_nested"),
    ],
)
def test_names_that_mean_harm(tmp_path: Path, name: str, code: str) -> None:
    path = zipped(tmp_path / "a.zip", {**GOOD, name.replace("\\", "#"): b"x"})
    if "\\" in name:
        path.write_bytes(path.read_bytes().replace(b"#", b"\\"))

    assert code_of(path) == code


def test_a_zip_in_the_zip_under_another_name(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as package:
        package.writestr("orgs.csv", "x")

    assert code_of(zipped(tmp_path / "a.zip", {**GOOD, "data.bin": inner.getvalue()})) == "zip_nested"


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        link = zipfile.ZipInfo("users.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        package.writestr(link, "/etc/passwd")

    assert code_of(path) == "zip_link"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["orgs.csv", "ORGS.csv"])
def test_a_doubled_name_is_refused(tmp_path: Path, second: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("orgs.csv", "a")
        package.writestr(second, "b")

    assert code_of(path) == "zip_duplicate_name"


def test_too_many_files(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number}.csv": b"" for number in range(300)})

    assert code_of(path) == "zip_too_many"


def with_zip64_record(path: Path, *, entries: int | None = None) -> Path:
    """The same zip with its numbers in the second end record, as programs write that always use Zip64."""
    data = path.read_bytes()
    at = data.rfind(b"PK\5\6")
    count, size, offset = struct.unpack_from("<HII", data, at + 10)
    count = count if entries is None else entries
    second = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, at, 1)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(data[:at] + second + locator + end)
    return path


def test_zip64_is_counted_by_its_own_record(tmp_path: Path) -> None:
    with open_package(with_zip64_record(zipped(tmp_path / "a.zip", GOOD)), Limits()) as package:
        assert sorted(package.names) == ["manifest.csv", "orgs.csv"]

    many = with_zip64_record(zipped(tmp_path / "b.zip", GOOD), entries=1_000_000)
    assert code_of(many) == "zip_too_many"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"users.csv": b"\0" * (20 * 1024 * 1024)})

    assert code_of(path) == "zip_too_large"


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"users.csv": b"x" * 5000}, compression=zipfile.ZIP_STORED)

    assert code_of(path, Limits(entry=4000)) == "zip_too_large"


def test_encrypted(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", GOOD)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))

    assert code_of(path) == "zip_encrypted"


def test_an_unusual_method_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"users.csv": b"x" * 100}, compression=zipfile.ZIP_LZMA)

    assert code_of(path) == "zip_method"


def test_overlapping_entries(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.csv": b"a" * 50, "b.csv": b"a" * 50}, compression=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 4)
    struct.pack_into("<I", data, second + 42, 0)  # b.csv claims a.csv's bytes
    path.write_bytes(bytes(data))

    assert code_of(path) == "zip_overlap"


def _flip_content(data: bytearray) -> bytes:
    data[60] ^= 0xFF
    return bytes(data)


def _understate_size(data: bytearray) -> bytes:
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (lambda data: bytes(data[: len(data) // 2]), {"not_a_zip"}),
        (_flip_content, {"zip_damaged"}),
        (_understate_size, {"zip_damaged"}),
        (lambda _: b"", {"not_a_zip"}),
        (lambda _: b"sourcedId,status\n", {"not_a_zip"}),
        (lambda _: b"PK\x05\x06" + b"\0" * 18, {"zip_empty"}),
    ],
)
def test_damage_is_told_in_words(tmp_path: Path, damage: Callable[[bytearray], bytes], codes: set[str]) -> None:
    path = zipped(tmp_path / "a.zip", {"users.csv": bytes(range(256)) * 20})
    path.write_bytes(damage(bytearray(path.read_bytes())))

    assert code_of(path) in codes


def test_an_unsafe_zip_has_no_names_to_guess_from(tmp_path: Path) -> None:
    assert zip_names(zipped(tmp_path / "a.zip", {"../orgs.csv": b"x"}), Limits()) == ()
