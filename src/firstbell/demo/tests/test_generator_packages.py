"""Every package the generator writes is valid OneRoster, judged by rules written down here a second time."""

import csv
import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.demo.generator import DistrictSpec, write_district

Rows = list[dict[str, str]]
Package = dict[str, Rows]

FILES_1_1 = {
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItems", "orgs", "resources", "results", "users",
}  # fmt: skip
FILES_1_2 = FILES_1_1 | {
    "lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds", "resultScoreScales", "roles",
    "scoreScales", "userProfiles", "userResources",
}  # fmt: skip
HEADS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear",
    "courses": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
    "subjectCodes",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
    "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "users 1.2": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,"
    "identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "roles": "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
}
REQUIRED = {
    "orgs": "name type",
    "academicSessions": "title type startDate endDate schoolYear",
    "courses": "title orgSourcedId",
    "classes": "title courseSourcedId classType schoolSourcedId termSourcedIds",
    "users": "enabledUser username givenName familyName",
    "roles": "userSourcedId roleType role orgSourcedId",
    "enrollments": "classSourcedId schoolSourcedId userSourcedId role",
}
REFERENCES = {
    "orgs": {"parentSourcedId": "orgs"},
    "academicSessions": {"parentSourcedId": "academicSessions"},
    "courses": {"schoolYearSourcedId": "academicSessions", "orgSourcedId": "orgs"},
    "classes": {"courseSourcedId": "courses", "schoolSourcedId": "orgs", "termSourcedIds": "academicSessions"},
    "users": {"orgSourcedIds": "orgs", "primaryOrgSourcedId": "orgs", "agentSourcedIds": "users"},
    "roles": {"userSourcedId": "users", "orgSourcedId": "orgs"},
    "enrollments": {"classSourcedId": "classes", "schoolSourcedId": "orgs", "userSourcedId": "users"},
}
GRADES = {"KG", *(f"{grade:02d}" for grade in range(1, 13))}
WORDS = {
    ("orgs", "type"): {"district", "school"},
    ("academicSessions", "type"): {"gradingPeriod", "semester", "schoolYear", "term"},
    ("courses", "grades"): GRADES,
    ("classes", "grades"): GRADES,
    ("classes", "classType"): {"homeroom", "scheduled"},
    ("users", "enabledUser"): {"true", "false"},
    ("users", "grades"): GRADES | {""},
    ("users", "role"): {"administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"},
    ("roles", "roleType"): {"primary", "secondary"},
    ("roles", "role"): {
        "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor", "relative",
        "siteAdministrator", "student", "systemAdministrator", "teacher",
    },
    ("enrollments", "role"): {"administrator", "proctor", "student", "teacher"},
    ("enrollments", "primary"): {"true", "false"},
}  # fmt: skip
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read(path: Path) -> tuple[dict[str, str], dict[str, list[str]], Package]:
    """The manifest, the headers and the rows of a package."""
    with zipfile.ZipFile(path) as package:
        assert not [name for name in package.namelist() if "/" in name]
        tables = {
            name.removesuffix(".csv"): list(csv.reader(io.StringIO(package.read(name).decode("utf-8"), newline="")))
            for name in package.namelist()
        }
    manifest = {row[0]: row[1] for row in tables.pop("manifest")[1:]}
    heads = {name: table[0] for name, table in tables.items()}
    assert all(len(row) == len(table[0]) for table in tables.values() for row in table)
    rows = {name: [dict(zip(table[0], row, strict=True)) for row in table[1:]] for name, table in tables.items()}
    return manifest, heads, rows


def problems(path: Path) -> list[str]:
    """What is wrong with a bulk package; nothing when it is valid."""
    manifest, heads, rows = read(path)
    version = manifest["oneroster.version"]
    found = []
    modes = {key.removeprefix("file."): mode for key, mode in manifest.items() if key.startswith("file.")}
    if set(modes) != (FILES_1_2 if version == "1.2" else FILES_1_1):
        found.append("manifest does not name every file")
    if {name for name, mode in modes.items() if mode == "bulk"} != set(rows) or "delta" in modes.values():
        found.append("manifest and files disagree")
    ids = {name: {row["sourcedId"] for row in table} for name, table in rows.items()}
    for name, table in rows.items():
        standard = HEADS["users 1.2" if name == "users" and version == "1.2" else name].split(",")
        extra = heads[name][len(standard) :]
        if heads[name][: len(standard)] != standard or any(not column.startswith("metadata.") for column in extra):
            found.append(f"{name}: header {heads[name]}")
        if not table or len(ids[name]) != len(table) or "" in ids[name]:
            found.append(f"{name}: no rows, or sourcedIds that are blank or double")
        found += [f"{name}: {problem}" for row in table for problem in _row_problems(name, row, ids)]
    return found


def _row_problems(name: str, row: dict[str, str], ids: dict[str, set[str]]) -> list[str]:
    found = []
    if row["status"] or row["dateLastModified"]:
        found.append(f"{row} has a life cycle in bulk")
    found += [f"{row} lacks {column}" for column in REQUIRED[name].split() if not row[column]]
    for column, target in REFERENCES[name].items():
        if column in row:
            wanted = row[column].split(",") if row[column] else []
            found += [f"{row}: {column} leads nowhere" for value in wanted if value not in ids[target]]
    for (table, column), words in WORDS.items():
        if table == name and column in row and row[column] not in words:
            found.append(f"{row}: {column}")
    begin, end = row.get("beginDate", row.get("startDate", "")), row.get("endDate", "")
    if any(day and not DAY.fullmatch(day) for day in (begin, end)) or (begin and end and begin >= end):
        found.append(f"{row}: dates, of which the end is exclusive")
    return found


def write(directory: Path, spec: DistrictSpec) -> Path:
    write_district(spec, directory)
    return directory / "oneroster.zip"


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("students", [1, 50, 1200])
def test_package_is_valid_at_every_size(tmp_path: Path, students: int, version: Literal["1.1", "1.2"]) -> None:
    spec = DistrictSpec(students, version=version)
    package = write(tmp_path, spec)
    assert problems(package) == []
    _, _, rows = read(package)
    assert sum(bool(user["grades"]) for user in rows["users"]) == students
    assert len(rows["orgs"]) == spec.school_count + 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    students=st.integers(1, 180),
    schools=st.integers(1, 12),
    seed=st.integers(0, 10**9),
    version=st.sampled_from(["1.1", "1.2"]),
    guardians=st.booleans(),
    night=st.integers(0, 5),
    today=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_any_small_district_is_valid(
    students: int, schools: int, seed: int, version: Literal["1.1", "1.2"], guardians: bool, night: int, today: date
) -> None:
    spec = DistrictSpec(students, seed, min(schools, students), version, guardians=guardians, night=night, today=today)
    with TemporaryDirectory() as directory:
        assert problems(write(Path(directory), spec)) == []


def test_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    package = write(tmp_path, DistrictSpec(30))
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(package) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b"usr-s0000003", b"usr-s0000004") if name == "users.csv" else content)
    assert any("double" in problem for problem in problems(broken))
    assert any("leads nowhere" in problem for problem in problems(broken))


def test_people_are_told_apart_by_number_username_and_mail(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(1200)))
    users = rows["users"]
    numbers = [user["identifier"] for user in users if user["role"] != "guardian"]
    for values in ([user["username"] for user in users], [user["email"] for user in users], numbers):
        assert len(set(values)) == len(values)
    assert all(user["username"].isascii() for user in users)
    assert all(email.endswith("@aspenshore.example") for email in (u["email"] for u in users if u["identifier"]))
    assert sum(number.startswith("0") for number in numbers) > 200
    names = {user["familyName"] for user in users} | {user["givenName"] for user in users}
    assert any(not name.isascii() for name in names)
    assert any("'" in name or "’" in name for name in names)
    assert any("-" in name for name in names)
    assert any(" " in name for name in names)


def test_every_student_has_a_homeroom_and_a_full_day(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(1200, schools=3)))
    classes = {section["sourcedId"]: section for section in rows["classes"]}
    days: dict[str, list[tuple[str, str]]] = {}
    primary: Counter[str] = Counter()
    grade = {user["sourcedId"]: user["grades"] for user in rows["users"]}
    for enrollment in rows["enrollments"]:
        section = classes[enrollment["classSourcedId"]]
        assert enrollment["schoolSourcedId"] == section["schoolSourcedId"]
        if enrollment["role"] == "student":
            assert section["grades"] == grade[enrollment["userSourcedId"]]
            terms = section["termSourcedIds"].split(",")
            days.setdefault(enrollment["userSourcedId"], []).extend((term, section["periods"]) for term in terms)
        else:
            primary[section["sourcedId"]] += enrollment["primary"] == "true"
    assert len(days) == 1200
    # Two semesters of a homeroom and six periods, and nobody twice in one period.
    assert all(len(day) == 14 == len(set(day)) for day in days.values())
    assert set(primary) == set(classes)
    assert set(primary.values()) == {1}


def test_no_teacher_is_in_two_classes_of_a_period(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(900, schools=2)))
    classes = {section["sourcedId"]: section for section in rows["classes"]}
    secondary = [
        (enrollment["userSourcedId"], term, classes[enrollment["classSourcedId"]]["periods"])
        for enrollment in rows["enrollments"]
        if enrollment["primary"] == "true" and classes[enrollment["classSourcedId"]]["grades"] >= "06"
        for term in classes[enrollment["classSourcedId"]]["termSourcedIds"].split(",")
        if classes[enrollment["classSourcedId"]]["grades"] != "KG"
    ]
    assert len(secondary) > 100
    assert [place for place, times in Counter(secondary).items() if times > 1] == []


def test_roles_file_has_people_of_two_roles_and_two_schools(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(1200, schools=3, version="1.2")))
    by_user: dict[str, Rows] = {}
    for role in rows["roles"]:
        by_user.setdefault(role["userSourcedId"], []).append(role)
    assert set(by_user) == {user["sourcedId"] for user in rows["users"]}
    assert all([role["roleType"] for role in roles].count("primary") == 1 for roles in by_user.values())
    assert any(len({role["orgSourcedId"] for role in roles}) > 1 for roles in by_user.values())
    assert any(len({role["role"] for role in roles}) > 1 for roles in by_user.values())
    assert any(user["preferredGivenName"] for user in rows["users"] if user["grades"])


def test_guardians_point_at_children_who_point_back(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(400)))
    users = {user["sourcedId"]: user for user in rows["users"]}
    guardians = [user for user in users.values() if user["role"] == "guardian"]
    assert len(guardians) > 100
    for guardian in guardians:
        for child in guardian["agentSourcedIds"].split(","):
            assert guardian["sourcedId"] in users[child]["agentSourcedIds"].split(",")
    assert any("," in guardian["agentSourcedIds"] for guardian in guardians)


def test_without_guardians_nobody_has_agents(tmp_path: Path) -> None:
    _, _, rows = read(write(tmp_path, DistrictSpec(100, guardians=False)))
    assert {user["role"] for user in rows["users"]} == {"administrator", "aide", "student", "teacher"}
    assert not any(user["agentSourcedIds"] for user in rows["users"])
