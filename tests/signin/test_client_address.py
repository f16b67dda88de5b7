"""From which address a request comes: what a stranger says about it counts for nothing, what the own proxies say does."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from firstbell.config import doctor
from firstbell.config.proxies import networks_of
from firstbell.config.signin import lockout_address
from firstbell.core import client_address as module
from firstbell.core.client_address import client_address, last_stranger
from firstbell.signin.gate import AccountGate

PROXIES = networks_of("10.0.0.0/8, 2001:db8:1::/48")


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes of an installation of its own."""
    settings.DATA, settings.FIRSTBELL_TRUSTED_PROXIES = tmp_path, PROXIES
    monkeypatch.setattr(module, "_noted", set())


def asked(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.7", None, "198.51.100.7"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # a stranger says something
        ("10.0.0.2", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # what the client itself had sent comes first
        ("10.0.0.2", "203.0.113.9, 198.51.100.7, 10.0.0.9", "198.51.100.7"),  # two proxies
        ("10.0.0.2", "10.0.0.8, 10.0.0.9", "10.0.0.8"),  # somebody inside
        ("10.0.0.2", "203.0.113.9, unknown, 10.0.0.9", "10.0.0.9"),  # what is left of it cannot be checked
        ("10.0.0.2", "rubbish", "10.0.0.2"),
        ("10.0.0.2", " , ", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.7:4711", "198.51.100.7"),
        ("10.0.0.2", "[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8:1::2", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.2", "::ffff:198.51.100.7", "198.51.100.7"),
        ("", "198.51.100.7", ""),  # a socket in the file system, and nobody named it
    ],
)
def test_read_from_the_right_up_to_the_first_that_is_not_trusted(peer: str, forwarded: str | None, client: str) -> None:
    assert asked(peer, forwarded) == client


def test_nobody_is_trusted_until_named(settings: Any) -> None:
    settings.FIRSTBELL_TRUSTED_PROXIES = networks_of("")
    assert asked("127.0.0.1", "198.51.100.7") == "127.0.0.1"
    settings.FIRSTBELL_TRUSTED_PROXIES = networks_of("unix")
    assert asked("", "198.51.100.7") == "198.51.100.7"


@given(st.text(max_size=300))
def test_whatever_is_sent_gives_an_address_and_no_error(text: str) -> None:
    ipaddress.ip_address(asked("10.0.0.2", text))
    assert asked("198.51.100.7", text) == "198.51.100.7"


def test_a_very_long_one_is_read_only_so_far() -> None:
    assert asked("10.0.0.2", "203.0.113.9," + ",".join(["10.0.0.3"] * 5000)) == "10.0.0.3"


@pytest.mark.parametrize("text", ["10.0.0.0/8 nonsense", "10.0.0.1/8", "10.0.0.0/40"])
def test_a_mistake_in_the_setting_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="FIRSTBELL_TRUSTED_PROXIES: “"):
        networks_of(text)


@pytest.mark.django_db
def test_locks_and_limits_count_by_the_clients_address(settings: Any) -> None:
    behind = RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert lockout_address(behind) == AccountGate().get_client_ip(behind) == "198.51.100.7"
    assert lockout_address(RequestFactory().get("/", REMOTE_ADDR="")) is None
    settings.FIRSTBELL_API_RATES = settings.FIRSTBELL_API_RATES | {"stranger": (2, 60)}
    cache.clear()
    statuses = [
        Client()
        .get("/api/v1/loans", REMOTE_ADDR="10.0.0.2", headers={"X-Forwarded-For": who, "Authorization": "Bearer fb_x"})
        .status_code
        for who in ("198.51.100.71", "198.51.100.71", "198.51.100.71", "198.51.100.72")
    ]
    assert statuses == [401, 401, 429, 401]


def test_the_doctor_says_that_somebody_unnamed_passes_addresses_on(settings: Any, tmp_path: Path) -> None:
    assert last_stranger() is None
    for _ in range(2):
        asked("192.0.2.1", "198.51.100.7")
    note = tmp_path / module.NOTE
    assert note.read_text().endswith(" 192.0.2.1\n")
    found = {one.name: one for one in doctor._safety()}["proxy"]
    assert (found.verdict, "FIRSTBELL_TRUSTED_PROXIES=192.0.2.1" in found.remedy) == ("unknown", True)
    settings.FIRSTBELL_TRUSTED_PROXIES = networks_of("192.0.2.1")
    assert last_stranger() is None, "it was named since"
    note.write_text("nonsense")
    assert last_stranger() is None
