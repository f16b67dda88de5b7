"""The nights after the first: a little changes, and the delta says exactly what."""

import csv
import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.demo.generator import DistrictSpec, write_district

Tables = dict[str, dict[str, dict[str, str]]]


def tables(path: Path) -> Tables:
    """Rows of a package by file and sourcedId."""
    found: Tables = {}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name != "manifest.csv":
                reader = csv.DictReader(io.StringIO(package.read(name).decode("utf-8"), newline=""))
                found[name] = {row["sourcedId"]: row for row in reader}
    return found


def apply(bulk: Tables, delta: Tables) -> Tables:
    """What a receiver has after the delta. Raises KeyError when a removal names an unknown row."""
    for name, rows in delta.items():
        for key, row in rows.items():
            if row["status"] == "tobedeleted":
                del bulk[name][key]
            else:
                bulk[name][key] = {**row, "status": "", "dateLastModified": ""}
    return bulk


def night(directory: Path, spec: DistrictSpec) -> tuple[Tables, Tables]:
    write_district(spec, directory)
    delta = directory / "oneroster-delta.zip"
    return tables(directory / "oneroster.zip"), tables(delta) if spec.delta else {}


@settings(max_examples=20, deadline=None)
@given(
    students=st.integers(1, 250),
    seed=st.integers(0, 10**6),
    number=st.integers(1, 6),
    version=st.sampled_from(["1.1", "1.2"]),
)
def test_delta_leads_from_one_night_to_the_next(
    students: int, seed: int, number: int, version: Literal["1.1", "1.2"]
) -> None:
    with TemporaryDirectory() as directory:
        before, _ = night(Path(directory) / "a", DistrictSpec(students, seed, version=version, night=number - 1))
        after, delta = night(
            Path(directory) / "b", DistrictSpec(students, seed, version=version, night=number, delta=True)
        )
    assert delta
    assert all(row["dateLastModified"].endswith("Z") for rows in delta.values() for row in rows.values())
    assert {row["status"] for rows in delta.values() for row in rows.values()} <= {"active", "tobedeleted"}
    assert apply(before, delta) == after


def test_a_week_brings_every_kind_of_change(tmp_path: Path) -> None:
    first, _ = night(tmp_path / "first", DistrictSpec(3000))
    later, _ = night(tmp_path / "later", DistrictSpec(3000, night=7))
    old, new = first["users.csv"], later["users.csv"]
    assert set(new) - set(old)
    assert set(old) - set(new)
    stayed = set(old) & set(new)
    assert any(old[key]["familyName"] != new[key]["familyName"] for key in stayed)
    assert any(
        first["classes.csv"][key]["location"] != later["classes.csv"][key]["location"] for key in first["classes.csv"]
    )
    moved = set(later["enrollments.csv"]) - set(first["enrollments.csv"])
    assert any(later["enrollments.csv"][key]["userSourcedId"] in old for key in moved)
    # Believable: a week does not turn a district over.
    assert len(set(old) ^ set(new)) < len(old) * 0.02


def test_delta_manifest_names_only_what_changed(tmp_path: Path) -> None:
    night(tmp_path, DistrictSpec(60, night=1, delta=True))
    with zipfile.ZipFile(tmp_path / "oneroster-delta.zip") as package:
        manifest = dict(csv.reader(io.StringIO(package.read("manifest.csv").decode())))
        present = {name.removesuffix(".csv") for name in package.namelist()} - {"manifest"}
    assert {key.removeprefix("file.") for key, mode in manifest.items() if mode == "delta"} == present
    assert "bulk" not in manifest.values()


def test_devices_stay_with_those_who_left(tmp_path: Path) -> None:
    def chromebooks(directory: Path, spec: DistrictSpec) -> list[tuple[str, str]]:
        write_district(spec, directory)
        with (directory / "chromebooks.csv").open(newline="", encoding="utf-8") as lines:
            return [(row["serialNumber"], row["annotatedUser"]) for row in csv.DictReader(lines)]

    first = chromebooks(tmp_path / "first", DistrictSpec(2000))
    assert chromebooks(tmp_path / "later", DistrictSpec(2000, night=20)) == first
    gone = {user["email"] for user in tables(tmp_path / "first" / "oneroster.zip")["users.csv"].values()}
    gone -= {user["email"] for user in tables(tmp_path / "later" / "oneroster.zip")["users.csv"].values()}
    assert gone & {user for _, user in first}


def test_a_delta_needs_a_night_before_it() -> None:
    with pytest.raises(ValueError, match="night 1 or later"):
        DistrictSpec(10, delta=True)
