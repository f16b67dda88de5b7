"""Over REST: records handed out, people gone from the roster, password links."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.core.models import Disclosure, DisclosureGround, IdempotentReply
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person, grace_period
from firstbell.people.tests.factories import Cast, Member, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None, **headers: str) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}", **headers})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def test_a_record_is_handed_out_logged_and_not_kept(cast: Cast) -> None:
    path = f"people/{cast.stu.person.pk}/record"
    seen = ask(cast.dita, "GET", path).json()
    assert any(part["rows"] for part in seen["parts"])
    assert [one["key"] for one in seen["grounds"]] == list(
        DisclosureGround.objects.filter(is_offered=True).values_list("key", flat=True)
    )
    body = {"to": "Ana Alvarez", "purpose": "Asked to see it", "basis": seen["grounds"][0]["key"]}
    log = Disclosure.objects.filter(what="people.record")
    for times in (1, 2):
        answer = ask(cast.dita, "POST", path, body, **{"Idempotency-Key": "k1"})
        assert answer.status_code == 200, answer.content
        assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
        assert log.count() == times
    assert not IdempotentReply.objects.exists()
    assert ask(cast.dita, "POST", path, body | {"basis": "because"}).status_code == 422
    assert ask(cast.sam, "POST", path, body).status_code in (403, 404)
    assert ask(cast.lib, "POST", path, body).status_code == 403
    assert log.count() == 2


def test_who_may_take_a_record_is_read_and_changed(cast: Cast) -> None:
    assert ask(cast.dita, "GET", "record-access").json()["guardians"] is True
    changed = ask(cast.dita, "PATCH", "record-access", {"student_grades": "12, 13", "source": "Board"}).json()
    assert (changed["student_grades"], changed["staff"]) == ("12, 13", True)
    assert ask(cast.tess, "PATCH", "record-access", {"staff": False}).status_code == 403


def test_people_gone_are_withdrawn_all_or_none_or_each_for_itself(cast: Cast) -> None:
    gone = [make_person(cast.school) for _ in range(3)]
    long_ago = timezone.now() - grace_period().age - dt.timedelta(days=1)
    rows = Person.objects.filter(pk__in=[one.pk for one in gone])
    rows.update(missing_since=long_ago, missing_runs=grace_period().runs)
    assert {one["id"] for one in ask(cast.tess, "GET", "people/gone").json()["items"]} == {one.pk for one in gone}
    ids = [gone[0].pk, gone[1].pk]
    assert ask(cast.tess, "POST", "people/gone/withdraw", {"person_ids": [*ids, cast.stu.person.pk]}).status_code == 404
    assert not rows.exclude(withdrawn_on=None).exists()
    assert ask(cast.sam, "POST", "people/gone/withdraw", {"person_ids": ids}).status_code == 404
    assert ask(cast.tess, "POST", "people/gone/withdraw", {"person_ids": ids}).json() == {"withdrawn": 2}
    entries = [{"person_id": gone[2].pk, "reason": "Moved"}, {"person_id": gone[0].pk}, {"person_id": 0}]
    answer = ask(cast.tess, "POST", "people/bulk/withdraw", {"entries": entries}).json()
    assert [one["status"] for one in answer["outcomes"]] == [200, 409, 404]
    assert rows.filter(withdrawn_on=None).count() == 0


def test_a_password_link_is_made_within_one_s_reach(cast: Cast) -> None:
    made = ask(cast.dita, "POST", f"accounts/{cast.stu.account.pk}/password-link").json()
    assert made["account_id"] == cast.stu.account.pk
    assert Client().get(made["path"]).status_code in (200, 302)
    token = create_token(
        cast.dita.account, name="Narrow", permissions=["core.api.use", "people.account.manage"], by=cast.dita.actor
    ).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    refused = client.post(f"/api/v1/accounts/{cast.tess.account.pk}/password-link", content_type="application/json")
    assert refused.status_code == 403, "a narrow token opens no account that may more"
    assert ask(cast.sam, "POST", f"accounts/{cast.stu.account.pk}/password-link").status_code in (403, 404)
    assert ask(cast.lib, "POST", f"accounts/{cast.stu.account.pk}/password-link").status_code == 403
