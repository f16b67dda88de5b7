"""The entrance to the REST API: who gets in, how errors look, how often one may ask."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.core.permissions import CorePermission
from firstbell.people.actions.tokens import create_token, revoke_token
from firstbell.people.models import ApiToken
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Cast, Member, make_cast, make_grant, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def token_of(member: Member, *permissions: str, expires_at: dt.datetime | None = None) -> str:
    wanted = permissions or (PeoplePermission.PERSON_VIEW,)
    return create_token(member.account, name="Reports", permissions=wanted, expires_at=expires_at, by=member.actor).text


def get(path: str, token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().get(f"/api/v1/{path}", headers=headers)


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(response.content)
    assert (body["status"], body["code"]) == (status, code)
    assert body["type"] == f"urn:firstbell:problem:{code}"
    assert body["detail"]
    assert body["remedy"]
    return body


def test_a_token_opens_the_api_for_its_owner(cast: Cast) -> None:
    response = get("me", token_of(cast.tess))
    assert response.status_code == 200
    me = response.json()
    assert me["name"] == "Tess Torres (Reports)"
    assert me["person_id"] == cast.tess.person.pk
    assert me["roles"] == [{"key": "technician", "label": "Education technician", "org_path": cast.school.path}]
    assert me["permissions"] == [CorePermission.API_USE, PeoplePermission.PERSON_VIEW]


def test_a_token_never_may_more_than_its_owner_may_today(cast: Cast) -> None:
    token = token_of(cast.tess)
    cast.tess.account.role_grants.all().delete()
    assert_problem(get("me", token), 403, "forbidden")


def test_only_the_digest_of_a_token_is_stored(cast: Cast) -> None:
    token = token_of(cast.tess)
    stored = ApiToken.objects.get()
    kept = " ".join(str(value) for value in stored.__dict__.values())
    assert token not in kept
    assert token.rpartition("_")[2] not in kept
    assert token.startswith(f"fb_{stored.prefix}_")


@pytest.mark.parametrize("token", ["", "fb_abc_def", "x" * 5000, "fb_ü_ß"])
def test_without_a_good_token_nobody_gets_in(cast: Cast, token: str) -> None:
    response = get("me", token)
    assert_problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_expired_revoked_and_orphaned_tokens_open_nothing(cast: Cast) -> None:
    expired, revoked, orphaned = (token_of(cast.tess) for _ in range(3))
    rows = list(ApiToken.objects.order_by("pk"))
    ApiToken.objects.filter(pk=rows[0].pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    revoke_token(rows[1], by=cast.tess.actor)
    assert_problem(get("me", expired), 401, "unauthenticated")
    assert_problem(get("me", revoked), 401, "unauthenticated")
    assert get("me", orphaned).status_code == 200
    cast.tess.account.is_active = False
    cast.tess.account.save()
    assert_problem(get("me", orphaned), 401, "unauthenticated")


def test_last_use_is_noted_at_most_once_a_minute(cast: Cast) -> None:
    token = token_of(cast.tess)
    get("me", token)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    get("me", token)
    assert ApiToken.objects.get().last_used_at == first


def test_a_session_may_read_but_not_write(cast: Cast) -> None:
    client = signed_in(cast.tess)
    assert client.get("/api/v1/me").status_code == 200
    assert_problem(client.post("/api/v1/me"), 403, "token_needed")
    assert_problem(client.get("/api/v1/me", headers={"Sec-Fetch-Site": "cross-site"}), 401, "unauthenticated")


def test_a_student_has_no_use_of_the_api(cast: Cast) -> None:
    client = signed_in(cast.stu)
    assert_problem(client.get("/api/v1/me"), 403, "forbidden")
    assert client.get("/api/v1/docs").status_code == 403


def test_errors_are_problems(cast: Cast) -> None:
    token = token_of(cast.tess)
    assert_problem(get("nowhere", token), 404, "not_found")
    refused = Client().delete("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert_problem(refused, 405, "method_not_allowed")
    assert refused.headers["Allow"] == "GET"
    body = assert_problem(get("search?q=a&limit=1000", token), 422, "invalid")
    assert {error["parameter"] for error in body["errors"]} == {"q", "limit"}
    assert_problem(get("search?q=tess", token), 403, "forbidden")


def test_a_fault_of_ours_is_a_problem_too_and_tells_no_secret(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the password is swordfish")

    token = token_of(cast.tess)
    monkeypatch.setattr("firstbell.core.scan.resolve", broken)
    response = get("scan/123", token)
    assert_problem(response, 500, "internal_error")
    assert b"swordfish" not in response.content


def test_too_many_requests_are_told_when_to_come_back(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstbell.core.api.limits.time.time", lambda: 1_800_000_000.0)
    settings.FIRSTBELL_API_RATES = {"token": (2, 60), "stranger": (2, 60)}
    token = token_of(cast.tess)
    assert [get("me", token).status_code for _ in range(3)] == [200, 200, 429]
    response = get("me", token)
    assert_problem(response, 429, "too_many_requests")
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert [get("me", "fb_guess_guess").status_code for _ in range(3)] == [401, 401, 429]
    # An address that guesses is not even told when it guesses right.
    assert get("me", token_of(cast.dita)).status_code == 429


def test_the_document_and_its_page(cast: Cast) -> None:
    token = token_of(cast.tess)
    assert "/api/v1/me" in get("openapi.json", token).json()["paths"]
    client = signed_in(cast.tess)
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"/api/v1/scan/{code}" in page.content
    assert Client().get("/api/v1/docs").status_code == 302


def test_an_actor_over_120_schools_costs_the_same_as_over_one(cast: Cast, django_assert_num_queries: Any) -> None:
    from firstbell.people.queries import actor_of_account
    from firstbell.people.tests.factories import make_organisation

    account = type(cast.dita.account).objects.select_related("person").get(pk=cast.dita.account.pk)
    with django_assert_num_queries(1):
        assert actor_of_account(account).scope(PeoplePermission.PERSON_VIEW).is_everywhere
    for _ in range(120):
        make_grant(account, "technician", make_organisation(parent=cast.district))
    with django_assert_num_queries(1):
        actor = actor_of_account(account)
    assert len(actor.grants) == 121
    assert actor.scope(PeoplePermission.PERSON_VIEW).paths == ("",)
