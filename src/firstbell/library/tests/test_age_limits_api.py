"""Age limits and exceptions over REST: the same rights and words as on screen, and nothing of families' wishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.inventory.tests.factories import make_item_type
from firstbell.library.models import AgeException, AgeLimit, ShelvingPlace
from firstbell.library.permissions import LibraryPermission
from firstbell.people.actions.tokens import create_token
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Cast, Member, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


class Program:
    def __init__(self, member: Member) -> None:
        wanted = [one for one in (*LibraryPermission, PeoplePermission.PERSON_VIEW) if member.actor.can(one)]
        token = create_token(member.account, name="T", permissions=["core.api.use", *wanted], by=member.actor)
        self.headers = {"Authorization": f"Bearer {token.text}"}

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
        address = f"/api/v1/library/{path}"
        answer = getattr(Client(), method)(address, body, content_type="application/json", headers=self.headers)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None


def test_a_limit_is_added_changed_listed_and_removed(cast: Cast) -> None:
    lib = Program(cast.lib)
    shelf = ShelvingPlace.objects.create(organisation=cast.school, code="ya", name="Young adult")
    body = {"name": "YA", "organisation_id": cast.school.pk, "shelving_place_id": shelf.pk, "lowest_grade": 7}
    made = lib.ask("post", "age-limits", body | {"source": "Board policy 12"}, 201)
    assert (made["is_on"], made["shelving_place_id"], made["item_type_id"]) == (False, shelf.pk, None)
    there = f"age-limits/{made['id']}"
    assert lib.ask("put", there, body | {"is_on": True, "lowest_grade": 8})["lowest_grade"] == 8
    assert [one["id"] for one in lib.ask("get", "age-limits")["items"]] == [made["id"]]
    kind = make_item_type("dvd", purpose="library", is_private=True)
    assert lib.ask("put", there, body | {"item_type_id": kind.pk}, 422)["errors"][0]["pointer"].endswith(
        "shelving_place"
    )
    assert lib.ask("put", there, body | {"lowest_grade": 40}, 422)
    lib.ask("delete", there, status=204)
    assert not AgeLimit.objects.exists()


def test_only_for_the_schools_whose_rules_one_keeps(cast: Cast) -> None:
    lib = Program(cast.lib)
    body = {"name": "X", "interest_from": 8, "lowest_grade": 7}
    assert lib.ask("post", "age-limits", body, 403), "not for all schools"
    assert lib.ask("post", "age-limits", body | {"organisation_id": cast.other_school.pk}, 404)
    theirs = ShelvingPlace.objects.create(organisation=cast.other_school, code="ya", name="Young adult")
    at_theirs = {"name": "X", "organisation_id": cast.school.pk, "shelving_place_id": theirs.pk, "lowest_grade": 7}
    assert lib.ask("post", "age-limits", at_theirs, 404)
    devices = {"name": "X", "organisation_id": cast.school.pk, "item_type_id": make_item_type("loaner").pk}
    assert lib.ask("post", "age-limits", devices | {"lowest_grade": 7}, 404)
    other = AgeLimit.objects.create(name="Oak", organisation=cast.other_school, interest_from=8, lowest_grade=7)
    assert lib.ask("delete", f"age-limits/{other.pk}", status=404)
    assert Program(cast.tess).ask("get", "age-limits", status=403)
    assert Client().get("/api/v1/library/age-limits").status_code == 401


def test_a_student_is_excepted_for_a_while(cast: Cast) -> None:
    lib, today = Program(cast.lib), timezone.localdate().isoformat()
    body = {"person_id": cast.stu.person.pk, "first_day": today, "last_day": today, "note": "Science fair"}
    made = lib.ask("post", "age-exceptions", body, 201)
    assert [one["id"] for one in lib.ask("get", "age-exceptions")["items"]] == [made["id"]]
    assert lib.ask("post", "age-exceptions", body | {"person_id": make_person(cast.other_school).pk}, 404)
    assert lib.ask("post", "age-exceptions", body | {"last_day": "2020-01-01"}, 422)["errors"][0]["pointer"].endswith(
        "last_day"
    )
    assert Program(cast.tess).ask("get", "age-exceptions", status=403)
    lib.ask("delete", f"age-exceptions/{made['id']}", status=204)
    assert not AgeException.objects.exists()
