"""The key of stored secrets is lost: everybody still comes in by another way, and the secret can be entered again."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from django.urls import reverse

from firstbell.core.actor import system_actor
from firstbell.people.tests.factories import PASSWORD, Cast, make_cast, signed_in
from firstbell.signin.actions.providers import edit_provider
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import oidc


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def providers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[IdentityProvider]:
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())
    made = [
        IdentityProvider.objects.create(name=kind, slug=kind, kind=kind, client_id="us", secret="theirs", is_on=True)
        for kind in (IdentityProvider.Kind.GOOGLE, IdentityProvider.Kind.LDAP)
    ]
    monkeypatch.setattr(oidc, "server_of", lambda _provider: None)  # nobody asks Google
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())
    return made


def test_the_door_opens_by_password(client: Client, cast: Cast, providers: list[IdentityProvider]) -> None:
    door = reverse("account_login")
    assert client.get(door).status_code == 200
    assert client.post(door, {"login": "tess", "password": "not hers"}).status_code == 200
    assert client.post(door, {"login": "tess", "password": PASSWORD}).status_code == 302


def test_the_secret_is_entered_again(cast: Cast, providers: list[IdentityProvider]) -> None:
    client = signed_in(cast.dita)
    assert client.get(reverse("signin:providers")).status_code == 200
    page = reverse("signin:provider", args=[providers[0].pk])
    assert client.get(page).status_code == 200
    provider = IdentityProvider.objects.get(pk=providers[0].pk)
    edit_provider(provider, values={"secret": "anew"}, by=system_actor("tests"))
    assert IdentityProvider.objects.get(pk=provider.pk).secret == "anew"
