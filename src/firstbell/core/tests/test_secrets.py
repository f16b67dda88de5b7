"""Secrets are unreadable in the database, readable with the ring, and lost with it."""

import pytest
from cryptography.fernet import Fernet

from firstbell.core import secrets
from firstbell.core.errors import Conflict


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    keys = [Fernet.generate_key().decode() for _ in range(2)]
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", ",".join(keys))
    return keys


def test_sealed_text_comes_back_and_does_not_show(ring: list[str]) -> None:
    sealed = secrets.seal("contraseña 7")

    assert "contrase" not in sealed
    assert secrets.unseal(sealed) == "contraseña 7"


def test_an_older_key_still_reads(ring: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", ring[1])
    sealed = secrets.seal("old")
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", ",".join(ring))

    assert secrets.unseal(sealed) == "old"


def test_without_its_key_a_secret_says_so(ring: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = secrets.seal("gone")
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())

    with pytest.raises(Conflict) as told:
        secrets.unseal(sealed)
    assert told.value.code == "key_lost"


def test_the_first_ring_is_made_once_and_kept_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIRSTBELL_FIELD_KEYS", raising=False)
    first = secrets.keys()

    assert secrets.keys() == first
    assert secrets.key_file().stat().st_mode & 0o077 == 0


def test_a_field_hides_what_it_holds(ring: list[str]) -> None:
    field = secrets.EncryptedTextField()
    stored = field.get_prep_value("token")

    assert stored != "token"
    assert field.from_db_value(stored, None, None) == "token"
    assert field.get_prep_value("") == ""
