"""Signing in against Debian's own LDAP server."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.errors import Invalid
from firstbell.people.tests.factories import PASSWORD, Cast
from firstbell.signin.actions.providers import check_provider, edit_provider
from firstbell.signin.models import IdentityProvider, LinkedIdentity, SignedInSession
from firstbell.signin.protocols import Unreachable, directory
from tests.idp.processes import free_port
from tests.idp.slapd import BASE, READER, READER_PASSWORD, Directory, slapd
from tests.signin.conftest import SetUp

PEOPLE = {
    "tessldap": ("tess@example.org", "directory password"),
    "foreign": ("stu@elsewhere.org", "directory password"),
    "nobody": ("nobody@example.org", "directory password"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with slapd(tmp_path_factory.mktemp("slapd"), PEOPLE) as found:
        yield found


def values(server: Directory, **more: Any) -> dict[str, Any]:
    settings = {"base_dn": f"ou=people,{BASE}", "bind_dn": READER, "ca_certificate": server.authority}
    return {
        "name": "School directory",
        "address": server.secure_url,
        "secret": READER_PASSWORD,
        "trusts_addresses": True,
        **more,
        "settings": {**settings, **more.get("settings", {})},
    }


@pytest.fixture
def provider(server: Directory, cast: Cast, set_up: SetUp) -> IdentityProvider:
    return set_up("ldap", **values(server))


def sign_in(login: str, password: str) -> Any:
    return Client().post("/accounts/login/", {"login": login, "password": password}, follow=True)


def is_in(response: Any) -> bool:
    return bool(response.context["request"].user.is_authenticated)


@pytest.mark.parametrize("login", ["tessldap", "tess@example.org"])
def test_the_directory_s_password_signs_in_and_links(provider: IdentityProvider, cast: Cast, login: str) -> None:
    response = sign_in(login, "directory password")
    assert is_in(response)
    link = LinkedIdentity.objects.get()
    assert link.account == cast.tess.account
    assert len(link.subject) == 36  # entryUUID
    assert SignedInSession.objects.get().way == "School directory"


def test_start_tls_is_as_good(server: Directory, provider: IdentityProvider) -> None:
    more = values(server, address=server.url, settings={"start_tls": True})
    edit_provider(provider, values=more, by=system_actor("tests"))
    assert is_in(sign_in("tessldap", "directory password"))


def test_wrong_and_empty_passwords_open_nothing(provider: IdentityProvider) -> None:
    assert not is_in(sign_in("tessldap", "wrong"))
    assert directory.sign_in(provider, "tessldap", "") is None
    assert directory.sign_in(provider, "", "directory password") is None
    assert not LinkedIdentity.objects.exists()


@pytest.mark.parametrize(
    "login",
    ["*", "tess*", "tessldap)(uid=*", "*)(objectClass=*", "tessldap\0", "(|(uid=*))", "\\2a", "nobody)(|(uid=*"],
)
def test_a_filter_cannot_be_smuggled_in(provider: IdentityProvider, login: str) -> None:
    assert directory.sign_in(provider, login, "directory password") is None


def test_who_is_nobody_here_stays_out_with_words(provider: IdentityProvider) -> None:
    for login, words in (("nobody", "Nobody here has the address"), ("foreign", "may not vouch for")):
        response = sign_in(login, "directory password")
        assert not is_in(response)
        assert words in response.content.decode()


def test_our_own_passwords_go_on_working_also_when_the_directory_is_down(provider: IdentityProvider) -> None:
    assert is_in(sign_in("tess", PASSWORD))
    IdentityProvider.objects.update(address=f"ldaps://127.0.0.1:{free_port()}")
    assert is_in(sign_in("tess", PASSWORD))
    response = sign_in("tessldap", "directory password")
    assert not is_in(response)
    assert "cannot be asked just now" in response.content.decode()


def test_a_directory_that_says_nothing_is_left_in_time(
    provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "TIMEOUT", 1)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        provider.address = f"ldap://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(Unreachable):
            directory.sign_in(provider, "tessldap", "directory password")
        assert time.monotonic() - began < 10


def test_an_unknown_certificate_is_not_trusted(provider: IdentityProvider) -> None:
    provider.settings["ca_certificate"] = ""
    with pytest.raises(Unreachable, match="cannot be asked"):
        directory.sign_in(provider, "tessldap", "directory password")


def test_passwords_do_not_travel_in_clear(cast: Cast, set_up: SetUp, server: Directory) -> None:
    with pytest.raises(Invalid, match="in clear"):
        set_up("ldap", **values(server, address="ldap://ldap.example.org"))
    with pytest.raises(Invalid, match="filter"):
        set_up("ldap", **values(server, settings={"user_filter": "(uid=everybody)"}))


def test_the_test_button_says_what_is_wrong(provider: IdentityProvider, cast: Cast) -> None:
    def last() -> str:
        check_provider(provider, callback="", by=cast.dita.actor)
        return f"{provider.test_findings[-1]['verdict']}: {provider.test_findings[-1]['text']}"

    assert last() == f"pass: People are looked for below ou=people,{BASE}"
    provider.settings["base_dn"] = f"ou=nowhere,{BASE}"
    assert last() == f"fail: There is nothing at “ou=nowhere,{BASE}”."
    provider.secret = "wrong"
    assert last() == "fail: The directory does not take our own name and password."
