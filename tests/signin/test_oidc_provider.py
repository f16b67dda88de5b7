"""Signing in through a certified OpenID Connect provider, a real one in Node, over real HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.models import AuditEntry
from firstbell.people.models import Account
from firstbell.people.tests.factories import Cast, make_person
from firstbell.signin.actions.providers import check_provider
from firstbell.signin.models import IdentityProvider, LinkedIdentity
from tests.idp.processes import HERE, free_port, missing, needed, running
from tests.signin.conftest import SetUp

CALLBACK = "/sign-in/oidc/district-account/callback/"
ACCOUNTS = {
    "tess": {"email": "tess@example.org", "email_verified": True},
    "newcomer": {"email": "nia@example.org", "email_verified": True},
    "unverified": {"email": "lib@example.org", "email_verified": False},
    "foreigner": {"email": "tess@evil.example", "email_verified": True},
    "nobody": {"email": "nobody@example.org", "email_verified": True},
    "impostor": {"email": "tess@example.org", "email_verified": True},
}


@dataclass(frozen=True)
class Issuer:
    url: str
    client_id: str = "firstbell"
    secret: str = "a secret that is long enough"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    node = needed("node", hint="apt install nodejs npm (Node 18 or newer)")
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        missing("the OpenID Connect provider is not installed: cd tests/idp && npm ci")
    accounts = tmp_path_factory.mktemp("idp") / "accounts.json"
    accounts.write_text(json.dumps(ACCOUNTS))
    port = free_port()
    found = Issuer(f"http://127.0.0.1:{port}")
    command = [node, "provider.mjs", str(port), found.client_id, found.secret, f"http://testserver{CALLBACK}"]
    with running([*command, str(accounts)], ready="ready"):
        yield found


@pytest.fixture
def provider(issuer: Issuer, cast: Cast, set_up: SetUp) -> IdentityProvider:
    return set_up("oidc", name="District account", address=issuer.url, client_id=issuer.client_id, secret=issuer.secret)


def sign_in_there(start: str, login: str) -> str:
    """What a person does at the provider: name, any password, consent. Returns where they are sent back to."""
    browser = requests.Session()
    answer = browser.get(start, allow_redirects=False, timeout=10)
    for _ in range(12):
        if answer.is_redirect:
            there = urljoin(answer.url, answer.headers["Location"])
            if there.startswith("http://testserver/"):
                return there
            answer = browser.get(there, allow_redirects=False, timeout=10)
            continue
        form = re.search(r'action="([^"]+)"', answer.text)
        assert form, answer.text[:500]
        prompt = "login" if 'name="login"' in answer.text else "consent"
        data = {"prompt": prompt, "login": login, "password": "any"}
        answer = browser.post(urljoin(answer.url, form.group(1)), data=data, allow_redirects=False, timeout=10)
    raise AssertionError("the provider never sends us back")


def sign_in(client: Client, login: str, *, after: str = "") -> str:
    """The address that the provider sends the browser to, once ``login`` signed in there."""
    begun = client.get(f"/sign-in/oidc/district-account/{after}")
    assert begun.status_code == 302
    return sign_in_there(begun["Location"], login).removeprefix("http://testserver")


def test_somebody_known_by_a_verified_address_comes_in_and_is_linked(provider: IdentityProvider, cast: Cast) -> None:
    client = Client()
    back = client.get(sign_in(client, "tess", after="?next=/people/me/"))
    assert (back.status_code, back["Location"]) == (302, "/people/me/")
    assert client.get("/people/me/").context["request"].user == cast.tess.account
    link = LinkedIdentity.objects.get()
    assert (link.subject, link.account) == ("tess", cast.tess.account)
    assert AuditEntry.objects.get(verb="signin.identity.linked").subject_label == "Tess Torres"
    again = Client()
    assert again.get(sign_in(again, "tess")).status_code == 302
    assert LinkedIdentity.objects.count() == 1


def test_the_question_has_state_nonce_and_pkce(provider: IdentityProvider) -> None:
    asked = parse_qs(urlsplit(Client().get("/sign-in/oidc/district-account/")["Location"]).query)
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    crafted = "/sign-in/oidc/district-account/?process=connect&scope=admin&auth_params=prompt%3Dnone"
    crafted_asked = parse_qs(urlsplit(Client().get(crafted)["Location"]).query)
    assert set(crafted_asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in crafted_asked


def test_somebody_of_the_roster_gets_their_account(provider: IdentityProvider, cast: Cast) -> None:
    person = make_person(cast.school, "Nia", "New", username="nnew", email="nia@example.org")
    client = Client()
    assert client.get(sign_in(client, "newcomer")).status_code == 302
    account = Account.objects.get(person=person)
    assert not account.has_usable_password()
    assert AuditEntry.objects.get(verb="people.account.created").subject_label == "Nia New"


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ("unverified", "has not verified"),
        ("foreigner", "may not vouch for"),
        ("nobody", "Nobody here has the address"),
    ],
)
def test_a_genuine_identity_that_is_nobody_here_is_refused_with_words(
    provider: IdentityProvider, login: str, words: str
) -> None:
    client = Client()
    before = Account.objects.count()
    refused = client.get(sign_in(client, login))
    assert refused.status_code == 403
    assert words in refused.content.decode()
    assert "Ask your technician" in refused.content.decode()
    assert client.get("/people/me/").status_code == 302
    assert (Account.objects.count(), LinkedIdentity.objects.count()) == (before, 0)
    assert AuditEntry.objects.filter(verb="signin.sign_in.refused").count() == 1


def test_a_second_identity_with_the_same_address_does_not_take_the_account(
    provider: IdentityProvider, cast: Cast
) -> None:
    first, second = Client(), Client()
    assert first.get(sign_in(first, "tess")).status_code == 302
    refused = second.get(sign_in(second, "impostor"))
    assert refused.status_code == 403
    assert "belongs to another identity" in refused.content.decode()
    assert LinkedIdentity.objects.get().subject == "tess"


def test_an_answer_is_good_once_and_only_where_it_was_asked_for(provider: IdentityProvider) -> None:
    client, thief = Client(), Client()
    answer = sign_in(client, "tess")
    assert thief.get(answer).status_code == 401
    assert client.get(answer).status_code == 302
    assert client.get(answer).status_code == 401
    forged = re.sub(r"state=[^&]+", "state=forged", sign_in(Client(), "tess"))
    assert Client().get(forged).status_code == 401


def test_nobody_is_sent_elsewhere_afterwards(provider: IdentityProvider) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        client = Client()
        back = client.get(sign_in(client, "tess", after=f"?next={elsewhere}"))
        assert back["Location"] == "/", elsewhere


def test_another_site_cannot_begin_it_and_a_provider_that_is_off_has_no_door(provider: IdentityProvider) -> None:
    begun = Client().get("/sign-in/oidc/district-account/", headers={"sec-fetch-site": "cross-site"})
    assert begun["Location"] == "/accounts/login/"
    IdentityProvider.objects.update(is_on=False)
    assert Client().get("/sign-in/oidc/district-account/").status_code == 404
    assert "District account" not in Client().get("/accounts/login/").content.decode()


def test_the_sign_in_page_has_its_button(provider: IdentityProvider) -> None:
    page = Client().get("/accounts/login/?next=/people/me/").content.decode()
    assert "District account" in page
    assert "/sign-in/oidc/district-account/?next=%2Fpeople%2Fme%2F" in page


def test_the_connection_is_tested_and_says_what_is_wrong(provider: IdentityProvider, issuer: Issuer) -> None:
    def verdicts() -> list[str]:
        by = system_actor("tests")
        check_provider(provider, callback=f"http://testserver{CALLBACK}", by=by)
        return [f"{one['verdict']}: {one['text']}" for one in provider.test_findings]

    assert verdicts()[-1] == "pass: It takes the client id and secret"
    provider.secret = "wrong"
    assert verdicts()[-1] == "fail: It does not take the client id and secret."
    provider.address = issuer.url + "/elsewhere"
    assert "answers 404" in verdicts()[-1]
    provider.address = f"http://127.0.0.1:{free_port()}"
    assert "cannot be reached" in verdicts()[-1]


def test_a_provider_that_is_down_is_said_in_words(provider: IdentityProvider) -> None:
    IdentityProvider.objects.update(address=f"http://127.0.0.1:{free_port()}")
    answer = Client().get("/sign-in/oidc/district-account/")
    assert answer.status_code == 502
    assert "cannot be reached" in answer.content.decode()
