"""Notices and webhooks over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.models import Notice
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.actions.tokens import create_token
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast
from tests.post.postmen import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None) -> Any:
    held = {permission for grant in member.actor.grants for permission in grant.permissions}
    token = create_token(member.account, name="Program", permissions=held, by=member.actor).text
    return Client().generic(
        method,
        f"/api/v1/{path}",
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def test_one_reads_one_s_own_notices_and_no_others(cast: Cast, ring: NoticeKind) -> None:
    for member in (cast.tess, cast.lib):
        send_notice(
            Ref("tests.bell", 1, "bell"), kind=ring.key, to=[person_key(member.person.pk)], values={"thing": "it"},
            org_path="", by=system_actor("tests"),
        )  # fmt: skip
    listed = ask(cast.tess, "GET", "notices?unread=true").json()["items"]
    assert [one["line"] for one in listed] == ["The line: it"]
    assert ask(cast.lib, "POST", f"notices/{listed[0]['id']}/read").status_code == 404
    assert ask(cast.tess, "POST", f"notices/{listed[0]['id']}/read").json()["read_at"]
    assert ask(cast.lib, "POST", "notices/read").json() == {"read": 1}
    assert not Notice.objects.unread().exists()


def test_a_webhook_s_life(cast: Cast, receiver: Receiver) -> None:
    body = {"name": "Board", "url": receiver.url, "verbs": ["helpdesk.*"], "organisation_id": cast.school.pk}
    assert ask(cast.tess, "POST", "webhooks", body).status_code == 403
    made = ask(cast.dita, "POST", "webhooks", body)
    assert made.status_code == 201, made.content
    hook = made.json()
    assert hook["secret"].startswith("whsec_")
    path = f"webhooks/{hook['id']}"
    assert "secret" not in ask(cast.dita, "GET", path).json()
    assert ask(cast.dita, "PATCH", path, {"name": "New"}).json()["name"] == "New"
    assert ask(cast.dita, "PATCH", path, {"url": "nonsense"}).status_code == 422
    assert ask(cast.dita, "POST", f"{path}/secret").json()["secret"] != hook["secret"]
    assert ask(cast.dita, "POST", f"{path}/try").status_code == 201
    log = ask(cast.dita, "GET", f"{path}/deliveries").json()["items"]
    assert [row["verb"] for row in log] == ["core.webhook.ping"]
    again = ask(cast.dita, "POST", f"webhook-deliveries/{log[0]['id']}/again")
    assert again.status_code == 409, "it waits still"
    assert ask(cast.dita, "GET", "webhooks").json()["items"][0]["id"] == hook["id"]
    assert ask(cast.dita, "DELETE", path).status_code == 204
    assert ask(cast.dita, "GET", path).status_code == 404
