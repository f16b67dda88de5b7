"""OneRoster packages for tests: a small believable district as rows, and what can be wrong with it.

``district("1.1")`` gives the rows of every file; change them as you like and ``pack`` them.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from firstbell.connectors.oneroster.payloads.layout import FILES, LIFECYCLE, READ
from firstbell.core.actor import Actor, system_actor
from firstbell.core.imports.actions import apply_import, preview_import, upload_import
from firstbell.core.models import ImportRun

Rows = dict[str, list[dict[str, str]]]
Bytes = dict[str, bytes]

BY = system_actor("tests")
VERSIONS = ("1.1", "1.2")
MOMENT = "2026-09-01T06:00:00.000Z"
SCHOOLS = ("north", "south", "west")
STUDENTS = 40
GIVEN = ("Ana", "Chloé", "Iñaki", "Søren", "Fatima", "Noor", "Kwame", "João")
FAMILY = ("O'Neil", "Müller", "García-López", "Patel", "Kim", "D’Arcy", "Brown")


def district(version: str = "1.1") -> Rows:
    """Three schools with 40 students, 4 teachers, 3 courses and 4 classes each; a homeroom among them."""
    rows: Rows = {layout.name: [] for layout in READ[version]}
    rows["orgs"].append({"sourcedId": "d", "name": "Pleasant Unified", "type": "district", "identifier": "0600001"})
    year = {"schoolYear": "2027"}
    rows["academicSessions"] += [
        {
            "sourcedId": "y",
            "title": "2026-2027",
            "type": "schoolYear",
            "startDate": "2020-08-10",
            "endDate": "2099-06-05",
        }
        | year,
        {"sourcedId": "f", "title": "Fall", "type": "term", "startDate": "2026-08-10", "endDate": "2026-12-19"}
        | year
        | {"parentSourcedId": "y"},
    ]
    for school in SCHOOLS:
        _school(rows, school, version)
    return rows


def _school(rows: Rows, school: str, version: str) -> None:
    rows["orgs"].append(
        {
            "sourcedId": school,
            "name": f"{school.title()} High",
            "type": "school",
            "parentSourcedId": "d",
            "identifier": school,
        }
    )
    for number in range(3):
        rows["courses"].append(
            {
                "sourcedId": f"{school}-c{number}",
                "schoolYearSourcedId": "y",
                "title": f'Course {number} "Intro, Part {number}"',
                "courseCode": f"C{number}",
                "grades": "09,10",
                "orgSourcedId": school,
            }
        )
    for number in range(4):
        rows["classes"].append(
            {
                "sourcedId": f"{school}-k{number}",
                "title": f"Class {number}",
                "grades": "09",
                "courseSourcedId": f"{school}-c{number % 3}",
                "classCode": f"K{number}",
                "classType": "homeroom" if number == 0 else "scheduled",
                "location": f"R{number}",
                "schoolSourcedId": school,
                "termSourcedIds": "y,f" if number else "f",
                "periods": str(number),
            }
        )
    for role, count in (("teacher", 4), ("student", STUDENTS)):
        for number in range(count):
            _user(rows, school, role, number, version)


def _user(rows: Rows, school: str, role: str, number: int, version: str) -> None:
    key = f"{school}-{role[0]}{number}"
    place = SCHOOLS.index(school) * 1000 + number + (500 if role == "teacher" else 0)
    user = {
        "sourcedId": key,
        "enabledUser": "true",
        "username": f"{role[0]}{place:05}",
        "givenName": GIVEN[place % len(GIVEN)],
        "familyName": FAMILY[place % len(FAMILY)],
        "identifier": f"{place:06}",
        "email": f"{role[0]}{place:05}@pleasant.example",
        "grades": f"{9 + number % 4:02}" if role == "student" else "",
    }
    if version == "1.1":
        user |= {"orgSourcedIds": school, "role": role}
    else:
        user["primaryOrgSourcedId"] = school
        rows["roles"].append(
            {"sourcedId": f"r-{key}", "userSourcedId": key, "roleType": "primary", "role": role, "orgSourcedId": school}
        )
    rows["users"].append(user)
    classes = (number,) if role == "teacher" else (0, 1 + number % 3)
    for klass in classes:
        rows["enrollments"].append(
            {
                "sourcedId": f"e-{key}-{klass}",
                "classSourcedId": f"{school}-k{klass}",
                "schoolSourcedId": school,
                "userSourcedId": key,
                "role": role,
                "primary": "true" if role == "teacher" else "false",
                "beginDate": "2026-08-10",
            }
        )


def row(rows: Rows, file: str, sourced_id: str) -> dict[str, str]:
    return next(one for one in rows[file] if one["sourcedId"] == sourced_id)


def without(rows: Rows, file: str, keep: Callable[[dict[str, str]], bool]) -> Rows:
    return rows | {file: [one for one in rows[file] if keep(one)]}


def changes(version: str = "1.1", **rows: list[dict[str, str]]) -> Rows:
    """The rows of a delta, with the moment filled in where a test does not."""
    return {file: [{"dateLastModified": MOMENT, **one} for one in found] for file, found in rows.items()}


def files_of(
    rows: Rows, version: str, *, mode: str = "bulk", encoding: str = "utf-8", modes: dict[str, str] | None = None
) -> Bytes:
    """The files of a package, ready to be spoiled."""
    layouts = {layout.name: layout for layout in READ[version]}
    listed = {name: mode if name in rows else "absent" for name in FILES[version]} | (modes or {})
    manifest = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    manifest += [f"file.{name},{how}" for name, how in listed.items()]
    manifest += ["source.systemName,Test SIS", "source.systemCode,T"]
    files = {"manifest.csv": "\r\n".join([*manifest, ""]).encode()}
    for name, found in rows.items():
        out = io.StringIO()
        columns = layouts[name].all_columns if name in layouts else (*LIFECYCLE, *_columns_of(found))
        writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(found)
        files[f"{name}.csv"] = out.getvalue().encode(encoding, "replace")
    return files


def _columns_of(found: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in found for name in one if name not in LIFECYCLE))


def pack(
    folder: Path, rows: Rows, version: str = "1.1", *, spoil: Callable[[Bytes], Any] | None = None, **how: Any
) -> Path:
    """Write a package; ``spoil`` may change the files' bytes before."""
    files = files_of(rows, version, **how)
    if spoil is not None:
        spoil(files)
    path = folder / f"package-{len(list(folder.glob('*.zip')))}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return path


def upload(path: Path, *, by: Actor = BY, **where: Any) -> ImportRun:
    place = {"organisation_id": 0, "org_path": "", **where}
    with path.open("rb") as stream:
        return upload_import(stream, filename=path.name, by=by, **place)


def look(path: Path, *, by: Actor = BY, **where: Any) -> ImportRun:
    """Upload and preview."""
    return preview_import(upload(path, by=by, **where), by=by)


def take(path: Path, *, by: Actor = BY, **where: Any) -> ImportRun:
    """Upload, preview and apply; the run must not be held."""
    run = look(path, by=by, **where)
    assert run.state == ImportRun.State.PREVIEWED, (run.state, run.problem, run.findings)
    return apply_import(run, by=by)


def totals(run: ImportRun, entity: str) -> dict[str, int]:
    """Counts of an entity without the zeros."""
    found = {kind: sum(places.values()) for kind, places in run.counts.get(entity, {}).items()}
    return {kind: count for kind, count in found.items() if count}


def codes(run: ImportRun) -> set[str]:
    """Every reason that some row was told."""
    return {group["code"] for group in run.groups}
