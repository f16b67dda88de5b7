"""What happens to each kind of good, dirty and dangerous package, first on an empty database, then on a known roster."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from firstbell.connectors.oneroster.tests.factories import (
    BY,
    MOMENT,
    SCHOOLS,
    VERSIONS,
    Bytes,
    Rows,
    changes,
    codes,
    district,
    look,
    pack,
    row,
    take,
)
from firstbell.core.imports.actions import apply_import
from firstbell.core.models import ImportRun

pytestmark = pytest.mark.django_db

Edit = Callable[[Rows, str], Rows]
PREVIEWED, HELD, REJECTED = ImportRun.State.PREVIEWED, ImportRun.State.HELD, ImportRun.State.REJECTED


@dataclass(frozen=True)
class Case:
    """A package and its verdicts. ``warns`` must be told on an empty database; ``aside`` are rows
    kept aside there for a reason of their own (None: many)."""

    name: str
    fresh: str = PREVIEWED
    known: str = PREVIEWED
    edit: Edit = lambda rows, _: rows
    spoil: Callable[[Bytes], Any] | None = None
    warns: frozenset[str] = frozenset()
    aside: int | None = 0
    how: dict[str, Any] = field(default_factory=dict)


def _edit(file: str, index: int, **values: str) -> Edit:
    def edit(rows: Rows, version: str) -> Rows:
        rows[file][index] |= values
        return rows

    return edit


def _add(file: str, **values: str) -> Edit:
    def edit(rows: Rows, version: str) -> Rows:
        rows[file].append(values)
        return rows

    return edit


def _doubled(rows: Rows, version: str) -> Rows:
    rows["users"].append(rows["users"][0] | {"familyName": "CHANGED"})
    return rows


def _twice(rows: Rows, version: str) -> Rows:
    rows["users"].append(dict(rows["users"][0]))
    return rows


def _cut_short(rows: Rows, version: str) -> Rows:
    rows["users"] = rows["users"][:20]
    kept = {one["sourcedId"] for one in rows["users"]}
    for file in ("enrollments", *(("roles",) if version == "1.2" else ())):
        rows[file] = [one for one in rows[file] if one["userSourcedId"] in kept]
    return rows


def renumbered(rows: Rows, version: str = "1.1") -> Rows:
    """Every record but organisations under a new id, with all references following."""
    links = ("courseSourcedId", "classSourcedId", "userSourcedId", "schoolYearSourcedId")
    for file in rows:
        if file == "orgs":
            continue
        for one in rows[file]:
            one["sourcedId"] = f"Z{one['sourcedId']}"
            for link in links:
                if one.get(link):
                    one[link] = f"Z{one[link]}"
            if file == "academicSessions" and one.get("parentSourcedId"):
                one["parentSourcedId"] = f"Z{one['parentSourcedId']}"
            if one.get("termSourcedIds"):
                one["termSourcedIds"] = ",".join(f"Z{term}" for term in one["termSourcedIds"].split(","))
    return rows


def _statuses(rows: Rows, version: str) -> Rows:
    for one in rows["users"]:
        one |= {"status": "active", "dateLastModified": MOMENT}
    return rows


def _mangled(rows: Rows, version: str) -> Rows:
    for one in rows["users"][:30]:
        one["grades"] = one["grades"].lstrip("0")
    rows["users"][5]["identifier"] = "1.00E+05"
    return rows


def _strange_words(rows: Rows, version: str) -> Rows:
    rows["users"][0]["enabledUser"] = "yes"
    rows["classes"][1]["classType"] = "elective"
    rows["enrollments"][0]["role"] = "pupil"
    return rows


def _two_primary(rows: Rows, version: str) -> Rows:
    teacher = next(one for one in rows["enrollments"] if one["role"] == "teacher")
    rows["enrollments"].append(teacher | {"sourcedId": "second", "userSourcedId": f"{SCHOOLS[0]}-t1"})
    return rows


def _replace(file: str, old: bytes, new: bytes, count: int = -1) -> Callable[[Bytes], None]:
    def spoil(files: Bytes) -> None:
        assert old in files[file]
        files[file] = files[file].replace(old, new, count)

    return spoil


def _in_folder(files: Bytes) -> None:
    for name in list(files):
        files[f"export/{name}"] = files.pop(name)


def _marked(files: Bytes) -> None:
    for name in files:
        files[name] = b"\xef\xbb\xbf" + files[name]


def _drop(name: str) -> Callable[[Bytes], Any]:
    return lambda files: files.pop(name)


def _put(name: str, data: bytes) -> Callable[[Bytes], Any]:
    return lambda files: files.update({name: data})


CASES = (
    Case("good"),
    Case("same id twice, different", edit=_doubled, warns=frozenset({"doubled_id", "waiting"}), aside=2),
    Case("same row twice", edit=_twice, warns=frozenset({"identical_twice"})),
    Case(
        "orphans",
        edit=_add("enrollments", sourcedId="o", classSourcedId="no", schoolSourcedId="north", userSourcedId="no", role="student"),
        warns=frozenset({"unknown_reference"}),
        aside=1,
    ),
    Case("cut short", edit=_cut_short, known=HELD),
    Case("renumbered", edit=renumbered, known=HELD),
    Case("no enrollments at all", edit=lambda rows, _: rows | {"enrollments": []}, fresh=HELD, known=HELD),
    Case("no users at all", edit=lambda rows, _: rows | {"users": []}, fresh=HELD, known=HELD, aside=None),
    Case("a school vanished", edit=lambda rows, _: rows | {"orgs": rows["orgs"][:-1]}, known=HELD, aside=None),
    Case("a running year vanished", edit=lambda rows, _: rows | {"academicSessions": rows["academicSessions"][1:]}, known=HELD),
    Case("byte-order marks", spoil=_marked),
    Case("cp1252", how={"encoding": "cp1252"}, warns=frozenset({"encoding"})),
    Case("utf-16", how={"encoding": "utf-16"}, warns=frozenset({"encoding"})),
    Case("bare CR", spoil=_replace("users.csv", b"\r\n", b"\r"), warns=frozenset({"line_ends"})),
    Case("semicolons", spoil=_replace("orgs.csv", b",", b";"), fresh=REJECTED, known=REJECTED),
    Case("tabs", spoil=_replace("users.csv", b",", b"\t"), fresh=REJECTED, known=REJECTED),
    Case(
        "American dates",
        spoil=_replace("academicSessions.csv", b"2026-08-10", b"8/10/2026"),
        warns=frozenset({"bad_date", "open_reference"}),
        aside=1,
    ),
    Case("session ends before it begins", edit=_edit("academicSessions", 1, endDate="2026-01-01"), warns=frozenset({"bad_order"}), aside=1),
    Case("Excel was here", edit=_mangled, warns=frozenset({"grade_zero", "scientific"})),
    Case("statuses in a complete file", edit=_statuses, warns=frozenset({"status_in_bulk"})),
    Case("words of their own", edit=_strange_words, warns=frozenset({"bad_value"}), aside=3),
    Case("two primary teachers", edit=_two_primary, warns=frozenset({"two_primary_teachers"})),
    Case("manifest lies", how={"modes": {"users": "absent"}}, fresh=REJECTED, known=REJECTED),
    Case("manifest lies about a file we never read", how={"modes": {"demographics": "bulk"}}, fresh=REJECTED, known=REJECTED),
    Case("a file is missing", spoil=_drop("classes.csv"), fresh=REJECTED, known=REJECTED),
    Case(
        "manifest says two things of one file",
        spoil=_replace("manifest.csv", b"file.users,bulk", b"file.users,delta\r\nfile.users,bulk"),
        fresh=REJECTED,
        known=REJECTED,
    ),
    Case("manifest says one thing twice", spoil=_replace("manifest.csv", b"file.users,bulk", b"file.users,bulk\r\nfile.users,bulk")),
    Case("a school is part of itself", edit=_edit("orgs", 3, parentSourcedId="west"), warns=frozenset({"circle", "waiting"}), aside=None),
    Case(
        "organisations in a circle",
        edit=_edit("orgs", 0, parentSourcedId="north"),
        fresh=HELD,
        warns=frozenset({"circle", "waiting"}),
        aside=None,
    ),
    Case("sessions in a circle", edit=_edit("academicSessions", 0, parentSourcedId="f"), warns=frozenset({"circle"})),
    Case("no manifest", spoil=_drop("manifest.csv"), fresh=REJECTED, known=REJECTED),
    Case("version 2.0", spoil=_replace("manifest.csv", b"oneroster.version,1.", b"oneroster.version,2."), fresh=REJECTED, known=REJECTED),
    Case("header in other letters", spoil=_replace("users.csv", b"sourcedId,status", b"SourcedID,STATUS"), warns=frozenset({"header_spelling"})),
    Case("a required column is gone", spoil=_replace("users.csv", b"username", b"login"), fresh=REJECTED, known=REJECTED),
    Case("a column twice", spoil=_replace("users.csv", b"middleName", b"givenName"), fresh=REJECTED, known=REJECTED),
    Case("two byte-order marks", spoil=_replace("users.csv", b"sourcedId", b"\xef\xbb\xbf\xef\xbb\xbfsourcedId"), warns=frozenset()),
    Case("in a folder", spoil=_in_folder, warns=frozenset({"nested_folder"})),
    Case("a stray file", spoil=_put("readme.txt", b"hello"), warns=frozenset({"extra_file"})),
    Case("a row too short", spoil=_replace("users.csv", b",true,", b",", 1), warns=frozenset({"wrong_columns"}), aside=1),
    Case("a quote never closed", spoil=_replace("users.csv", b",Ana,", b',"Ana,', 1), warns=frozenset({"open_quote"}), aside=1),
    Case("a required value is empty", edit=_edit("users", 3, familyName=""), warns=frozenset({"missing_value"}), aside=1),
    Case("a name of 5,000 letters", edit=_edit("users", 3, familyName="x" * 5000), warns=frozenset({"too_long_value"}), aside=1),
    Case("trailing empty rows", spoil=lambda files: files.update({"users.csv": files["users.csv"] + b",,,,\r\n,,,,,\r\n\r\n"})),
)  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_an_empty_database(case: Case, version: str, tmp_path: Path) -> None:
    path = pack(tmp_path, case.edit(district(version), version), version, spoil=case.spoil, **case.how)

    run = look(path)

    assert (run.state, run.problem if case.fresh != REJECTED else "") == (case.fresh, "")
    assert case.warns <= codes(run)
    if case.fresh == REJECTED:
        assert run.problem
        assert run.remedy
    kept = sum(group["count"] for group in run.groups if group["severity"] == "error" and group["code"] != "waiting")
    assert case.aside is None or kept == case.aside
    if case.fresh == PREVIEWED:
        assert apply_import(run, by=BY).state == ImportRun.State.APPLIED


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_on_a_known_roster(case: Case, version: str, tmp_path: Path) -> None:
    take(pack(tmp_path, district(version), version))
    path = pack(tmp_path, case.edit(district(version), version), version, spoil=case.spoil, **case.how)

    run = look(path)

    assert run.state == case.known, (run.problem, run.findings)
    if case.known == PREVIEWED:
        apply_import(run, by=BY)
        again = look(path)
        assert not again.findings
        assert all(
            not places
            for kinds in again.counts.values()
            for kind, places in kinds.items()
            if kind in ("new", "gone", "changed")
        ), again.counts


@pytest.mark.parametrize("version", VERSIONS)
def test_a_delta_after_a_complete_package(version: str, tmp_path: Path) -> None:
    rows = district(version)
    take(pack(tmp_path, rows, version))
    delta = changes(
        version,
        users=[
            row(rows, "users", "north-s1") | {"status": "tobedeleted"},
            row(rows, "users", "north-s2") | {"status": "active", "familyName": "Renamed"},
        ],
        enrollments=[row(rows, "enrollments", "e-north-s5-0") | {"status": "tobedeleted"}],
    )

    run = take(pack(tmp_path, delta, version, mode="delta"))

    assert not run.groups
    assert run.counts["users"]["gone"]
    assert run.counts["users"]["changed"]
    assert run.counts["enrollments"]["gone"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_delta_with_a_broken_life_cycle(version: str, tmp_path: Path) -> None:
    rows = district(version)
    take(pack(tmp_path, rows, version))
    delta = changes(
        version,
        users=[
            row(rows, "users", "north-s1") | {"status": ""},
            row(rows, "users", "north-s2") | {"status": "inactive"},
            row(rows, "users", "north-s3") | {"status": "active", "dateLastModified": ""},
        ],
        enrollments=[row(rows, "enrollments", "e-north-s5-0") | {"status": "active", "dateLastModified": "2026-09-01"}],
    )
    delta["users"] += [
        row(rows, "users", f"north-s{number}") | {"status": "active", "dateLastModified": moment}
        for number, moment in enumerate(("2026-13-01T06:00:00Z", "2026-09-01T25:00:00Z", "2026-09-01T06:00Z"), 4)
    ]

    run = take(pack(tmp_path, delta, version, mode="delta"))

    assert codes(run) == {"blank_status", "inactive", "blank_date_modified", "bad_moment"}
    assert run.quarantined == 5


def test_a_delta_before_any_complete_package_is_told(tmp_path: Path) -> None:
    rows = district()
    delta = changes(users=[copy.deepcopy(row(rows, "users", "north-s2")) | {"status": "active"}])

    run = look(pack(tmp_path, delta, mode="delta"))

    assert {"delta_first", "unknown_reference"} <= codes(run)
