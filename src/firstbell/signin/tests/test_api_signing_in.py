"""Sessions, outside identities, second factors, rules and providers, over REST."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.signin.models import IdentityProvider, LinkedIdentity, SecondFactorRule, SignedInSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def ask(member: Member, method: str, path: str, body: Any = None) -> Any:
    held = sorted({permission for grant in member.actor.grants for permission in grant.permissions})
    token = create_token(member.account, name="Test", permissions=held, by=member.actor).text
    client = Client(headers={"authorization": f"Bearer {token}"})
    return client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")


def session_of(member: Member, device: str) -> SignedInSession:
    now = timezone.now()
    values = {"device": device, "way": "Password", "began_at": now, "seen_at": now}
    return SignedInSession.objects.create(account=member.account, key=f"{device}{member.account.pk}", **values)


def make_provider(**values: Any) -> IdentityProvider:
    return IdentityProvider.objects.create(
        kind="oidc", slug="district", name="District", address="https://id.example.org", client_id="c1",
        secret="dooropener", allowed_domains=["example.org"], **values,
    )  # fmt: skip


def test_one_s_own_sessions_are_seen_and_ended(cast: Cast) -> None:
    mine, theirs = session_of(cast.lib, "Laptop"), session_of(cast.tess, "Phone")
    session_of(cast.lib, "Tablet")
    seen = ask(cast.lib, "GET", "signed-in-sessions")
    assert {one["device"] for one in seen.json()["items"]} == {"Laptop", "Tablet"}
    assert mine.key.encode() not in seen.content
    assert ask(cast.lib, "GET", f"signed-in-sessions?account_id={cast.tess.account.pk}").json()["items"] == []
    assert ask(cast.lib, "DELETE", f"signed-in-sessions/{theirs.pk}").status_code == 404
    assert ask(cast.lib, "DELETE", f"signed-in-sessions/{mine.pk}").status_code == 204
    assert ask(cast.lib, "POST", "signed-in-sessions/end").json() == {"ended": 1}
    assert SignedInSession.objects.get() == theirs
    assert ask(cast.lib, "POST", f"accounts/{cast.tess.account.pk}/sign-out").status_code == 403
    assert ask(cast.dita, "POST", f"accounts/{cast.tess.account.pk}/sign-out").json() == {"ended": 1}


def test_identities_are_unlinked_and_factors_reset_by_who_may(cast: Cast) -> None:
    link = LinkedIdentity.objects.create(
        provider=make_provider(), account=cast.tess.account, subject="s-12345", address="tess@example.org"
    )
    seen = ask(cast.dita, "GET", f"linked-identities?account_id={cast.tess.account.pk}")
    assert [one["address"] for one in seen.json()["items"]] == ["tess@example.org"]
    assert b"s-12345" not in seen.content
    assert ask(cast.tess, "DELETE", f"linked-identities/{link.pk}").status_code == 403
    assert ask(cast.sam, "DELETE", f"linked-identities/{link.pk}").status_code == 404
    assert ask(cast.dita, "DELETE", f"linked-identities/{link.pk}").status_code == 204
    Authenticator.objects.create(user=cast.tess.account, type=Authenticator.Type.TOTP, data={})
    path = f"accounts/{cast.tess.account.pk}/reset-factors"
    assert ask(cast.lib, "POST", path, {"reason": "Lost phone"}).status_code == 403
    assert ask(cast.dita, "POST", path, {"reason": " "}).status_code == 422
    assert ask(cast.dita, "POST", path, {"reason": "Lost phone, seen in person"}).json() == {"reset": 1}
    assert ask(cast.dita, "POST", path, {"reason": "Again"}).status_code == 409


def test_rules_of_signing_in(cast: Cast) -> None:
    refused = ask(cast.dita, "PATCH", "sign-in-rules", {"passwords_allowed": False})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "#/passwords_allowed")
    changed = ask(cast.dita, "PATCH", "sign-in-rules", {"whom_to_ask": "Room 104"}).json()
    assert changed == {"passwords_allowed": True, "whom_to_ask": "Room 104"}
    assert ask(cast.dita, "GET", "sign-in-rules").json() == changed
    rule = {"role": "principal", "required_from": "2027-01-10", "note": "Board"}
    made = ask(cast.dita, "POST", "second-factor-rules", rule).json()
    assert ask(cast.dita, "POST", "second-factor-rules", rule | {"role": "king"}).status_code == 422
    assert ask(cast.dita, "GET", "second-factor-rules").json()["items"] == [rule | {"id": made["id"]}]
    for method, path in (("GET", "sign-in-rules"), ("PATCH", "sign-in-rules"), ("POST", "second-factor-rules")):
        assert ask(cast.tess, method, path, rule).status_code == 403, path
    assert ask(cast.tess, "DELETE", f"second-factor-rules/{made['id']}").status_code == 403
    assert ask(cast.dita, "DELETE", f"second-factor-rules/{made['id']}").status_code == 204
    assert not SecondFactorRule.objects.exists()


def test_providers_are_switched_and_their_secrets_never_told(cast: Cast) -> None:
    provider = make_provider()
    path = f"identity-providers/{provider.pk}"
    answers = [ask(cast.dita, "GET", "identity-providers"), ask(cast.dita, "GET", path)]
    answers.append(ask(cast.dita, "POST", f"{path}/switch", {"is_on": True}))
    assert answers[-1].json()["is_on"] is True
    assert ask(cast.dita, "DELETE", path).status_code == 409
    answers.append(ask(cast.dita, "POST", f"{path}/switch", {"is_on": False}))
    assert ask(cast.dita, "POST", f"{path}/metadata").status_code == 422
    for answer in answers:
        assert b"dooropener" not in answer.content
    provider.refresh_from_db()
    assert provider.secret == "dooropener"
    for member in (cast.tess, cast.sam):
        assert ask(member, "GET", path).status_code == 403
        assert ask(member, "POST", f"{path}/switch", {"is_on": True}).status_code == 403
    assert ask(cast.dita, "DELETE", path).status_code == 204
