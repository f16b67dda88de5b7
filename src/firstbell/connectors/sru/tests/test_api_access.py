"""Opening the catalogue to others, over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def test_it_is_read_and_changed_by_who_may(cast: Cast) -> None:
    path = "catalogue-access"
    assert ask(cast.dita, "GET", path).json()["sru_is_on"] is True
    changed = ask(cast.dita, "PATCH", path, {"sru_is_on": False, "most_records": 20}).json()
    assert (changed["sru_is_on"], changed["oai_is_on"], changed["most_records"]) == (False, True, 20)
    wrong = ask(cast.dita, "PATCH", path, {"contact": "nobody"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/contact")
    assert ask(cast.tess, "PATCH", path, {"sru_is_on": True}).status_code == 403
    assert ask(cast.tess, "GET", path).status_code == 403
