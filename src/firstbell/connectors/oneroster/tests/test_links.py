"""What hangs on people: guardians, and the school they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.tests.factories import district, pack, row, take
from firstbell.people.models import Guardianship, Membership, Person

pytestmark = pytest.mark.django_db


def person(sourced_id: str) -> Person:
    return Person.objects.get(sourced_id=sourced_id)


def test_guardians_are_linked_from_either_side_and_unlinked(tmp_path: Path) -> None:
    rows = district()
    rows["users"] += [
        {
            **row(rows, "users", "north-t0"),
            "sourcedId": f"g{n}",
            "role": "guardian",
            "username": f"g{n}",
            "identifier": "",
        }
        for n in (1, 2)
    ]
    row(rows, "users", "north-s1")["agentSourcedIds"] = "g1"
    row(rows, "users", "g2")["agentSourcedIds"] = "north-s1"
    take(pack(tmp_path, rows))
    student = person("north-s1")
    assert {link.guardian.sourced_id for link in student.guardians.all()} == {"g1", "g2"}

    row(rows, "users", "north-s1")["agentSourcedIds"] = "g2"
    take(pack(tmp_path, rows))

    assert {link.guardian.sourced_id for link in Guardianship.objects.filter(student=student)} == {"g2"}


def test_moving_to_another_school_in_one_row(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    row(rows, "users", "north-s1")["orgSourcedIds"] = "south,west"

    take(pack(tmp_path, rows))

    moved = person("north-s1")
    live = Membership.objects.filter(person=moved, closed_at=None)
    assert moved.organisation.sourced_id == "south"
    assert {(one.organisation.sourced_id, one.is_primary) for one in live} == {("south", True), ("west", False)}


def test_moving_to_another_school_by_the_role_alone(tmp_path: Path) -> None:
    rows = district("1.2")
    for one in rows["users"]:
        one.pop("primaryOrgSourcedId")
    take(pack(tmp_path, rows, "1.2"))
    row(rows, "roles", "r-north-s1")["orgSourcedId"] = "south"

    take(pack(tmp_path, rows, "1.2"))

    assert person("north-s1").organisation.sourced_id == "south"
