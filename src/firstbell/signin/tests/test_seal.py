"""The break-glass account: it opens when nothing else does, and everybody hears of it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry
from firstbell.people.actions.accounts import create_account
from firstbell.people.tests.factories import PASSWORD, Cast, make_cast, signed_in
from firstbell.signin.actions.factors import edit_rules, require_factor
from firstbell.signin.actions.providers import add_provider, switch_provider
from firstbell.signin.actions.seals import USERNAME, seal_account
from firstbell.signin.models import SealedAccount

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def only_providers(cast: Cast) -> None:
    values = {"name": "D", "address": "https://id.example.org", "client_id": "x", "secret": "y"}
    switch_provider(add_provider("oidc", values=values, by=cast.dita.actor), on=True, by=cast.dita.actor)
    edit_rules(passwords_allowed=False, whom_to_ask="Ask room 104.", by=cast.dita.actor)


def sign_in(name: str, password: str) -> tuple[Client, str]:
    client = Client()
    page = client.post("/accounts/login/", {"login": name, "password": password}, follow=True)
    return client, page.content.decode()


def test_it_opens_when_passwords_are_off_and_raises_the_alarm(cast: Cast) -> None:
    sealed = seal_account(by=system_actor("tests"))
    only_providers(cast)
    require_page = Client().get("/accounts/login/").content.decode()
    assert "With the break-glass password" in require_page
    client, page = sign_in("tess", PASSWORD)
    assert "Passwords open nothing here" in page
    assert "room 104" in page
    assert client.get("/people/me/").status_code == 302
    dita = signed_in(cast.dita)
    assert "break-glass account was used" not in dita.get("/").content.decode()
    client, page = sign_in(USERNAME, sealed.password)
    assert client.get("/people/roles/").status_code == 200
    assert AuditEntry.objects.filter(verb="signin.seal.broken").count() == 1
    assert "break-glass account was used" in dita.get("/").content.decode()
    assert "break-glass account was used" not in signed_in(cast.tess).get("/").content.decode()


def test_sealing_anew_ends_the_alarm_the_sessions_and_the_old_password(cast: Cast) -> None:
    old = seal_account(by=system_actor("tests"))
    client, _ = sign_in(USERNAME, old.password)
    new = seal_account(by=cast.dita.actor)
    assert new.account == old.account
    assert client.get("/people/me/").status_code == 302
    assert SealedAccount.objects.get().used_at is None
    assert "break-glass account was used" not in signed_in(cast.dita).get("/").content.decode()
    client, _ = sign_in(USERNAME, old.password)
    assert client.get("/people/me/").status_code == 302
    with pytest.raises(Forbidden):
        seal_account(by=cast.tess.actor)


def test_no_rule_of_second_factors_keeps_it_out(cast: Cast) -> None:
    from django.utils import timezone

    sealed = seal_account(by=cast.dita.actor)
    require_factor("district_it", required_from=timezone.localdate(), by=cast.dita.actor)
    client, _ = sign_in(USERNAME, sealed.password)
    assert client.get("/").status_code == 200


def test_a_name_that_is_taken_is_said(cast: Cast) -> None:
    create_account(username="Break-Glass", by=cast.dita.actor)
    with pytest.raises(Conflict, match="not sealed"):
        seal_account(by=cast.dita.actor)
