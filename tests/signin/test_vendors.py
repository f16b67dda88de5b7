"""Google and Microsoft, against strict stand-ins; and every way in which an ID token can be no proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
import requests
from django.test import Client

from firstbell.core.errors import Invalid
from firstbell.people.tests.factories import Cast
from firstbell.signin.models import LinkedIdentity
from firstbell.signin.protocols import oidc
from tests.idp.vendor import TENANT, Claims, Vendor, make_key, serving
from tests.signin.conftest import SetUp

GOOGLE = {"sub": "1100", "email": "tess@example.org", "email_verified": True, "hd": "example.org"}
MICROSOFT = {"sub": "pairwise", "oid": "oid-1", "tid": TENANT, "preferred_username": "tess@example.org"}


@pytest.fixture
def google(cast: Cast, set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    with serving(Vendor("google", claims=dict(GOOGLE))) as vendor:
        monkeypatch.setattr(oidc, "GOOGLE", vendor.base)
        set_up("google", name="Vendor", client_id=vendor.client_id, secret=vendor.secret)
        yield vendor


@pytest.fixture
def microsoft(cast: Cast, set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    with serving(Vendor("microsoft", claims=dict(MICROSOFT))) as vendor:
        monkeypatch.setattr(oidc, "MICROSOFT", vendor.base)
        set_up("microsoft", name="Vendor", address=TENANT, client_id=vendor.client_id, secret=vendor.secret)
        yield vendor


def sign_in(client: Client) -> Any:
    """Through the stand-in and back; what our callback answers."""
    there = requests.get(client.get("/sign-in/oidc/vendor/")["Location"], allow_redirects=False, timeout=10)
    return client.get(there.headers["Location"].removeprefix("http://testserver"))


def refused(client: Client, words: str, *, status: int = 401) -> None:
    answer = sign_in(client)
    assert answer.status_code == status, answer.content.decode()
    assert words in answer.content.decode()
    assert client.get("/people/me/").status_code == 302
    assert not LinkedIdentity.objects.exists()


def test_google_signs_in(google: Vendor, cast: Cast) -> None:
    client = Client()
    assert sign_in(client).status_code == 302
    assert LinkedIdentity.objects.get().account == cast.tess.account


def test_microsoft_signs_in_by_its_object_id(microsoft: Vendor, cast: Cast) -> None:
    client = Client()
    assert sign_in(client).status_code == 302
    link = LinkedIdentity.objects.get()
    assert (link.account, link.subject) == (cast.tess.account, "oid-1")


# --- what is no proof ---


def by_another_key(vendor: Vendor, claims: Claims) -> str:
    return jwt.encode(claims, make_key(), algorithm="RS256", headers={"kid": "key-1"})


def by_an_unknown_key(vendor: Vendor, claims: Claims) -> str:
    return jwt.encode(claims, make_key(), algorithm="RS256", headers={"kid": "key-2"})


def unsigned(vendor: Vendor, claims: Claims) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})


def by_the_shared_secret(vendor: Vendor, claims: Claims) -> str:
    return jwt.encode(claims, vendor.secret.ljust(32, "x"), algorithm="HS256", headers={"kid": "key-1"})


def changed_afterwards(vendor: Vendor, claims: Claims) -> str:
    head, _, signature = vendor.signed(claims).split(".")
    body = vendor.signed({**claims, "email": "dita@example.org"}).split(".")[1]
    return f"{head}.{body}.{signature}"


def nothing(vendor: Vendor, claims: Claims) -> str:
    return ""


@pytest.mark.parametrize(
    "sign", [by_another_key, by_an_unknown_key, unsigned, by_the_shared_secret, changed_afterwards, nothing]
)
def test_a_bad_signature_is_no_proof(google: Vendor, sign: Callable[[Vendor, Claims], str]) -> None:
    google.sign = sign
    refused(Client(), "You are not signed in")


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "somebody else"}, "Audience"),
        ({"aud": ["client-1.apps.example", "other"]}, "another program"),
        ({"azp": "other"}, "another program"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"exp": int(time.time()) - 600}, "expired"),
        ({"exp": None}, "exp"),
        ({"iat": int(time.time()) + 6000}, "not yet valid"),
        ({"nonce": "another question"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
    ],
)
def test_a_wrong_claim_is_no_proof(google: Vendor, claims: Claims, words: str) -> None:
    google.claims |= claims
    refused(Client(), words)


@pytest.mark.parametrize(
    ("claims", "words", "status"),
    [
        ({"hd": None}, "not to the district", 401),
        ({"hd": "other.org"}, "belongs to other.org", 401),
        ({"email_verified": False}, "has not verified", 403),
        ({"email": "tess@gmail.com"}, "may not vouch", 403),
        ({"email": None}, "does not say who you are", 403),
    ],
)
def test_google_speaks_only_for_the_district_s_domain(google: Vendor, claims: Claims, words: str, status: int) -> None:
    google.claims |= claims
    refused(Client(), words, status=status)


@pytest.mark.parametrize(
    ("claims", "words", "status"),
    [
        ({"tid": "99999999-2222-3333-4444-555555555555"}, "another tenant", 401),
        ({"tid": None}, "another tenant", 401),
        # The address a user may write into their own profile is not looked at.
        ({"preferred_username": "eve@evil.example", "email": "tess@example.org"}, "may not vouch", 403),
        ({"preferred_username": "tess_example.org#EXT#@tenant.example"}, "does not say who you are", 403),
        ({"idp": "https://sts.windows.net/elsewhere/"}, "does not say who you are", 403),
    ],
)
def test_microsoft_speaks_only_for_members_of_the_tenant(
    microsoft: Vendor, claims: Claims, words: str, status: int
) -> None:
    microsoft.claims |= claims
    refused(Client(), words, status=status)


@pytest.mark.parametrize("tenant", ["common", "organizations", "consumers", "", "../evil"])
def test_microsoft_for_everybody_is_not_taken(cast: Cast, set_up: SetUp, tenant: str) -> None:
    with pytest.raises(Invalid, match="tenant"):
        set_up("microsoft", address=tenant, client_id="x", secret="y")


def test_a_document_of_another_issuer_is_not_believed(google: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Vendor, "discovery", lambda self: {"issuer": "https://evil.example", "authorization_endpoint": self.base}
    )
    answer = Client().get("/sign-in/oidc/vendor/")
    assert answer.status_code == 502
    assert "says its issuer is" in answer.content.decode()


def test_new_keys_of_the_issuer_are_found(google: Vendor, cast: Cast) -> None:
    assert sign_in(Client()).status_code == 302
    google.key = make_key()
    google.sign = lambda vendor, claims: jwt.encode(claims, vendor.key, algorithm="RS256", headers={"kid": "key-9"})
    keys = google.keys()
    keys["keys"][0]["kid"] = "key-9"
    google.keys = lambda: keys  # type: ignore[method-assign]
    assert sign_in(Client()).status_code == 302
