"""Library days over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.circulation.models import ClassVisit
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Section
from firstbell.people.tests.factories import Cast, Member, make_cast, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def _client(member: Member, *, lacking: str = "") -> Client:
    held = sorted({one for grant in member.actor.grants for one in grant.permissions if one != lacking})
    token = create_token(member.account, name="Program", permissions=held, by=member.actor)
    return Client(headers={"Authorization": f"Bearer {token.text}"})


def _put(client: Client, pk: int, days: list[int], *, expect: int = 200) -> Any:
    answer = client.put(f"/api/v1/library-days/{pk}", {"weekdays": days}, "application/json")
    assert answer.status_code == expect, answer.content
    return answer.json()


def test_library_days_are_listed_and_entered_for_one_class_and_many(cast: Cast) -> None:
    lib = _client(cast.lib)
    room, other = (make_section(cast.school, title=f"Room {number}", kind=Section.Kind.HOMEROOM) for number in (12, 13))
    away = make_section(cast.other_school, title="Room 1", kind=Section.Kind.HOMEROOM)
    assert _put(lib, room.pk, [3, 1])["weekdays"] == [1, 3]
    _put(lib, room.pk, [7], expect=422)
    _put(lib, away.pk, [1], expect=404)
    entries = [{"section_id": one.pk, "weekdays": [4]} for one in (other, away)]
    bulk = lib.post("/api/v1/library-days/bulk", {"entries": entries}, "application/json").json()
    assert [one["status"] for one in bulk["outcomes"]] == [200, 404]
    listed = lib.get(f"/api/v1/library-days?organisation_id={cast.school.pk}").json()["items"]
    assert {one["section_id"]: one["weekdays"] for one in listed if one["weekdays"]} == {room.pk: [1, 3], other.pk: [4]}
    _put(_client(cast.lib, lacking=May.CLASS_VISIT_EDIT), room.pk, [], expect=403)
    _put(lib, room.pk, [])
    assert list(ClassVisit.objects.values_list("section_id", "weekday")) == [(other.pk, 4)]
