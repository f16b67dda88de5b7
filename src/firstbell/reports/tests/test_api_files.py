"""Reports as files, over REST."""

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


def ask(member: Member, method: str, path: str, body: Any = None, **headers: str) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}", **headers})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def test_a_report_is_taken_as_a_file(cast: Cast) -> None:
    name = ask(cast.dita, "GET", "reports").json()[0]["name"]
    taken = ask(cast.dita, "GET", f"reports/{name}/file?period=week")
    assert taken.status_code == 200, taken.content
    assert (taken.headers["Content-Type"], taken.headers["Content-Disposition"][-5:]) == (
        "text/csv; charset=utf-8",
        '.csv"',
    )
    assert ask(cast.dita, "GET", f"reports/{name}/file?form=pdf").content[:4] == b"%PDF"
    assert ask(cast.dita, "GET", f"reports/{name}/file?form=doc").status_code == 422
    assert ask(cast.sam, "GET", f"reports/{name}/file?organisation={cast.school.pk}").status_code in (403, 404)
    narrow = create_token(
        cast.dita.account, name="Narrow", permissions=["core.api.use", "core.search.use"], by=cast.dita.actor
    ).text
    client = Client(headers={"authorization": f"Bearer {narrow}"})
    assert client.get(f"/api/v1/reports/{name}/file").status_code == 403
