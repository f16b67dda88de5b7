"""One person under two ids, two people with one number: recognised where it is sure, told where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.tests.factories import (
    BY,
    VERSIONS,
    changes,
    codes,
    district,
    look,
    pack,
    row,
    take,
    totals,
    without,
)
from firstbell.core.imports.actions import apply_import
from firstbell.core.models import ImportRun
from firstbell.people.models import Enrollment, Person

pytestmark = pytest.mark.django_db


def under_new_id(rows: dict[str, list[dict[str, str]]], old: str, new: str, **other: str) -> None:
    """The same entry, made anew in the student system."""
    row(rows, "users", old).update(sourcedId=new, **other)
    for file in ("enrollments", "roles"):
        for one in rows.get(file, ()):
            if one["userSourcedId"] == old:
                one |= {"userSourcedId": new, "sourcedId": f"{one['sourcedId']}-b"}


@pytest.mark.parametrize("version", VERSIONS)
def test_one_entry_made_anew_stays_the_same_person(version: str, tmp_path: Path) -> None:
    rows = district(version)
    take(pack(tmp_path, rows, version))
    before = Person.objects.get(sourced_id="north-s1")
    under_new_id(rows, "north-s1", "fresh")
    path = pack(tmp_path, rows, version)

    run = look(path)
    assert run.state == ImportRun.State.PREVIEWED
    assert totals(run, "users") == {"same": 132}
    assert [one["key"] for one in run.matches] == ["fresh"]
    apply_import(run, by=BY)

    after = Person.objects.get(sourced_id="fresh")
    assert (after.pk, after.missing_since, Person.objects.count()) == (before.pk, None, 132)
    assert after.memberships.filter(closed_at=None).count() == 1
    assert Enrollment.objects.filter(person=after, closed_at=None).count() == 2
    assert totals(look(path), "users") == {"same": 132}


def test_who_was_missing_for_some_nights_comes_back_under_a_new_id(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    before = Person.objects.get(sourced_id="north-s1").pk
    shorter = without(rows, "users", lambda one: one["sourcedId"] != "north-s1")
    shorter = without(shorter, "enrollments", lambda one: one["userSourcedId"] != "north-s1")
    take(pack(tmp_path, shorter))
    take(pack(tmp_path, shorter))
    under_new_id(rows, "north-s1", "fresh")

    take(pack(tmp_path, rows))

    back = Person.objects.get(sourced_id="fresh")
    assert (back.pk, back.missing_since, back.missing_runs, Person.objects.count()) == (before, None, 0, 132)


@pytest.mark.parametrize(
    "other",
    [
        {"givenName": "Somebody", "familyName": "Else"},  # the number was given again
        {"identifier": "other", "familyName": "Sibling"},  # the username was
        {"identifier": "other"},  # two numbers are two people
    ],
)
def test_somebody_else_is_not_taken_for_who_left(other: dict[str, str], tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    under_new_id(rows, "north-s1", "fresh", **other)

    take(pack(tmp_path, rows))

    assert Person.objects.count() == 133
    assert Person.objects.get(sourced_id="north-s1").missing_since is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_two_people_with_one_number_or_username_land_and_are_told(version: str, tmp_path: Path) -> None:
    rows = district(version)
    first, second, third = (row(rows, "users", one) for one in ("north-s1", "south-s2", "west-s3"))
    second["identifier"] = first["identifier"]
    third["username"] = first["username"].upper()

    run = look(pack(tmp_path, rows, version))

    assert totals(run, "users") == {"new": 132}
    told = {issue.code: issue for issue in run.issues.all()}
    assert {"shared_number", "shared_username"} <= set(told)
    number = told["shared_number"]
    assert (number.file, number.column, number.value) == ("users.csv", "identifier", first["identifier"])
    assert "“north-s1” (line " in number.message
    assert "“south-s2” (line " in number.message
    assert number.line in {int(part.split(")")[0]) for part in number.message.split("(line ")[1:]}


def test_a_new_person_with_the_number_of_one_we_have_is_told(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    twin = row(rows, "users", "north-s1") | {"sourcedId": "twin", "username": "twin", "email": ""}

    run = take(pack(tmp_path, changes(users=[twin | {"status": "active"}]), mode="delta"))

    [issue] = run.issues.filter(code="shared_number")
    assert "“twin” (line 2)" in issue.message
    assert "“north-s1” (known from before)" in issue.message


def test_a_number_that_went_over_to_somebody_else_is_no_double(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    first, second = row(rows, "users", "north-s1"), row(rows, "users", "north-s2")
    first["identifier"], second["identifier"] = second["identifier"], first["identifier"]

    run = take(pack(tmp_path, rows))

    assert not codes(run) & {"shared_number", "shared_username"}
