"""What only OneRoster 1.2 has: roles in a file of their own, with types, dates, places and words of the system's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.tests.factories import (
    BY,
    Rows,
    codes,
    district,
    look,
    pack,
    row,
    take,
    totals,
    without,
)
from firstbell.core.imports.actions import map_value, preview_import
from firstbell.core.models import ImportRun
from firstbell.people.models import Membership, Organisation, Person

pytestmark = pytest.mark.django_db
V = "1.2"


def role(rows: Rows, key: str, **values: str) -> dict[str, str]:
    found = row(rows, "roles", f"r-{key}")
    found |= values
    return found


def add_role(rows: Rows, sourced_id: str, key: str, **values: str) -> None:
    rows["roles"].append(role(rows, key) | {"sourcedId": sourced_id, "roleType": "secondary"} | values)


def roles_of(key: str) -> set[tuple[str, str, bool]]:
    standing = Membership.objects.filter(person__sourced_id=key, closed_at=None, missing_since=None)
    return set(standing.values_list("role", "organisation__sourced_id", "is_primary"))


def test_roles_at_two_schools_with_dates_and_types(tmp_path: Path) -> None:
    rows = district(V)
    add_role(
        rows, "second", "north-t0", orgSourcedId="south", role="aide", beginDate="2026-09-01", endDate="2027-01-01"
    )

    take(pack(tmp_path, rows, V))

    assert roles_of("north-t0") == {("teacher", "north", True), ("aide", "south", False)}
    second = Membership.objects.get(sourced_id="second")
    assert (str(second.begin_date), str(second.end_date)) == ("2026-09-01", "2027-01-01")


def test_the_primary_role_decides_wherever_it_stands(tmp_path: Path) -> None:
    rows = district(V)
    add_role(rows, "zz", "north-s1", orgSourcedId="south", role="aide")
    rows["roles"].insert(0, rows["roles"].pop())

    take(pack(tmp_path, rows, V))

    person = Person.objects.get(sourced_id="north-s1")
    assert (person.kind, person.organisation.sourced_id) == ("student", "north")


def test_a_user_without_primary_organisation_has_the_roles_place(tmp_path: Path) -> None:
    rows = district(V)
    row(rows, "users", "north-s1")["primaryOrgSourcedId"] = ""

    run = take(pack(tmp_path, rows, V))

    assert totals(run, "users") == {"new": 132}
    assert Person.objects.get(sourced_id="north-s1").organisation.sourced_id == "north"


def test_a_user_whose_role_is_at_a_place_that_is_not_there_hears_just_that(tmp_path: Path) -> None:
    rows = district(V)
    row(rows, "users", "north-s1")["primaryOrgSourcedId"] = ""
    role(rows, "north-s1", orgSourcedId="ghost")

    run = look(pack(tmp_path, rows, V))

    issue = run.issues.get(entity="users", key="north-s1")
    assert issue.code == "waiting"
    assert "organisation ghost" in issue.message
    assert "neither in this package nor known" in issue.message


def test_a_user_whose_roles_school_is_kept_aside_is_led_to_its_row(tmp_path: Path) -> None:
    rows = district(V)
    row(rows, "orgs", "west")["type"] = "campus"

    run = look(pack(tmp_path, rows, V))

    issue = run.issues.filter(entity="users", key="west-s1").get()
    assert (issue.code, "orgs.csv, line 5" in issue.message, "campus" in issue.message) == ("waiting", True, True)


def test_a_user_without_any_role_is_told_so(tmp_path: Path) -> None:
    rows = without(district(V), "roles", lambda one: one["userSourcedId"] != "north-s1")

    assert look(pack(tmp_path, rows, V)).issues.get(entity="users", key="north-s1").code == "no_role"


def test_a_role_of_the_systems_own_lands_and_gives_nothing(tmp_path: Path) -> None:
    rows = district(V)
    role(rows, "north-t0", role="ext:librarian")
    role(rows, "north-s1", role="ext:ambassador")
    add_role(rows, "also", "north-s1", role="student")
    path = pack(tmp_path, rows, V)

    run = take(path)

    assert totals(run, "roles") == {"new": 133}
    assert "own_role" in codes(run)
    assert Person.objects.get(sourced_id="north-t0").kind == "staff"
    assert Person.objects.get(sourced_id="north-s1").kind == "student"
    assert roles_of("north-t0") == {("ext:librarian", "north", True)}
    assert look(path).writes == 0


def test_a_role_of_the_systems_own_can_be_explained(tmp_path: Path) -> None:
    rows = district(V)
    role(rows, "north-s1", role="ext:scholar")
    run = look(pack(tmp_path, rows, V))

    map_value(run, entity="roles", column="role", foreign="ext:scholar", ours="student", by=BY)
    preview_import(run, by=BY)

    assert "own_role" not in codes(run)


@pytest.mark.parametrize("word", ["pupil", "ext:", "ext:a b", f"ext:{'x' * 40}"])
def test_words_that_are_no_roles_keep_their_row_aside(word: str, tmp_path: Path) -> None:
    rows = district(V)
    role(rows, "north-t0", role=word)

    run = look(pack(tmp_path, rows, V))

    assert (totals(run, "roles")["quarantined"], totals(run, "users")["quarantined"]) == (1, 1)
    assert "roles.csv line" in run.issues.get(entity="users", key="north-t0").message


def test_who_becomes_a_teacher_is_staff_from_then_on(tmp_path: Path) -> None:
    rows = district(V)
    take(pack(tmp_path, rows, V))
    role(rows, "north-s1", role="teacher")

    take(pack(tmp_path, rows, V))

    assert roles_of("north-s1") == {("teacher", "north", True)}
    assert Person.objects.get(sourced_id="north-s1").kind == "staff"


def test_who_moves_to_another_school_in_roles_alone(tmp_path: Path) -> None:
    rows = district(V)
    for one in rows["users"]:
        one["primaryOrgSourcedId"] = ""
    take(pack(tmp_path, rows, V))
    role(rows, "north-s1", orgSourcedId="south")

    take(pack(tmp_path, rows, V))

    assert Person.objects.get(sourced_id="north-s1").organisation == Organisation.objects.get(sourced_id="south")


def test_starred_names_in_the_manifest_and_profiles_that_are_not_read(tmp_path: Path) -> None:
    rows = district(V)
    rows["userProfiles"] = [{"sourcedId": "p", "userSourcedId": "north-s1", "profileType": "app", "vendorId": "v"}]

    def star(files: dict[str, bytes]) -> None:
        files["manifest.csv"] = files["manifest.csv"].replace(b"file.roles,", b"file.roles*,")

    run = take(pack(tmp_path, rows, V, spoil=star))

    assert (run.state, totals(run, "roles")) == (ImportRun.State.APPLIED, {"new": 132})
