"""People the roster brings who are here already: entered by hand, or under an old id."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.connectors.oneroster.tests.factories import BY, VERSIONS, district, look, pack, row, take, totals
from firstbell.connectors.oneroster.tests.test_verdicts import renumbered
from firstbell.core.imports.actions import apply_import, choose_option, preview_import
from firstbell.core.models import ImportRun
from firstbell.people.actions.merges import merge_persons
from firstbell.people.models import Enrollment, Organisation, Person

pytestmark = pytest.mark.django_db


def by_hand(**fields: object) -> Person:
    school = Organisation.objects.get(sourced_id="north")
    values = {
        "kind": "student",
        "organisation": school,
        "given_name": "Zoë",
        "family_name": "Quux",
        "is_provisional": True,
    }
    return Person.objects.create(**(values | fields))


def newcomer(rows: dict[str, list[dict[str, str]]], **fields: str) -> None:
    rows["users"].append(
        row(rows, "users", "north-s1")
        | {"sourcedId": "new-1", "username": "zq", "identifier": "777", "email": "zq@pleasant.example", "grades": "09"}
        | {"givenName": "Zoe", "familyName": "Quux"}
        | fields
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"identifier": "777"},
        {"email": "ZQ@pleasant.example"},
        {"grade": "09"},
    ],
    ids=["number", "address", "name, grade and school"],
)
def test_a_person_entered_by_hand_becomes_the_rostered_one(fields: dict[str, str], tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    kept = by_hand(**fields)
    newcomer(rows)

    run = take(pack(tmp_path, rows))

    kept.refresh_from_db()
    assert (kept.sourced_id, kept.is_provisional, kept.identifier, kept.username) == ("new-1", False, "777", "zq")
    assert (totals(run, "users"), run.matches_total) == ({"same": 132, "changed": 1}, 1)
    assert kept.memberships.filter(closed_at=None).count() == 1


def test_with_two_candidates_nobody_is_guessed(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    by_hand(grade="09")
    by_hand(grade="09")
    newcomer(rows)

    run = take(pack(tmp_path, rows))

    assert (totals(run, "users"), run.matches_total) == ({"same": 132, "new": 1}, 0)


def test_two_numbers_are_two_people_however_alike_their_names(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    kept = by_hand(grade="09", identifier="778")
    newcomer(rows)

    take(pack(tmp_path, rows))

    kept.refresh_from_db()
    assert kept.is_provisional


@pytest.mark.parametrize("version", VERSIONS)
def test_new_ids_are_proposed_and_adopted_without_losing_anybody(version: str, tmp_path: Path) -> None:
    take(pack(tmp_path, district(version), version))
    before = dict(Person.objects.values_list("identifier", "pk"))
    enrolled = set(Enrollment.objects.values_list("pk", "person_id", "section_id"))

    run = look(pack(tmp_path, renumbered(district(version), version), version))
    assert run.state == ImportRun.State.HELD
    assert "132 of 132 new people" in next(one["message"] for one in run.findings if one["code"] == "new_ids")
    assert run.matches_total == 132

    choose_option(run, name="adopt_ids", value=True, by=BY)
    preview_import(run, by=BY)
    assert (run.state, totals(run, "users")) == (ImportRun.State.PREVIEWED, {"same": 132})
    apply_import(run, by=BY)

    assert dict(Person.objects.values_list("identifier", "pk")) == before
    assert set(Enrollment.objects.values_list("pk", "person_id", "section_id")) == enrolled
    assert Person.objects.filter(sourced_id__startswith="Z").count() == 132
    assert look(pack(tmp_path, renumbered(district(version), version), version)).writes == 0


def test_a_username_given_to_somebody_else_recognises_nobody(tmp_path: Path) -> None:
    rows = district()
    for one in rows["users"]:
        one["identifier"] = one["email"] = ""
    take(pack(tmp_path, rows))
    fresh = renumbered(district())
    for one in fresh["users"]:
        one |= {"identifier": "", "email": "", "givenName": "Other", "familyName": "Person"}

    run = look(pack(tmp_path, fresh))

    assert run.state == ImportRun.State.HELD
    assert "new_ids" not in {one["code"] for one in run.findings}


def test_what_the_roster_says_of_a_merged_entry_reaches_the_one_it_became(tmp_path: Path) -> None:
    rows = district()
    take(pack(tmp_path, rows))
    keeper, other = (Person.objects.get(sourced_id=one) for one in ("north-s1", "north-s2"))
    merge_persons(keeper, other, reason="Entered twice in the student system", by=BY)
    before = Person.objects.filter(pk=other.pk).values("merged_into", "withdrawn_on").get()
    another = next(one["sourcedId"] for one in rows["classes"] if one["sourcedId"].startswith("south"))
    rows["enrollments"].append(
        row(rows, "enrollments", rows["enrollments"][0]["sourcedId"])
        | {"sourcedId": "late", "userSourcedId": "north-s2", "classSourcedId": another, "role": "student"}
    )

    take(pack(tmp_path, rows))

    assert Enrollment.objects.get(sourced_id="late").person_id == keeper.pk
    assert Person.objects.filter(pk=other.pk).values("merged_into", "withdrawn_on").get() == before
    assert not Person.objects.visible_to(BY).filter(pk=other.pk).exists()
