"""Secrets are unreadable in the database, readable with the ring, and lost with it."""

import pytest
from cryptography.fernet import Fernet

from firstbell.core import secrets
from firstbell.core.actor import system_actor
from firstbell.core.backups.running import rotating
from firstbell.core.errors import Conflict
from firstbell.core.models import Webhook
from firstbell.core.rotation import rotate_keys


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
    assert field.from_db_value(stored, None, None) == stored  # opened only when a row is asked for it
    assert secrets.unseal(stored) == "token"
    assert field.get_prep_value("") == ""


@pytest.mark.django_db
def test_a_row_whose_key_is_lost_is_listed_saved_and_given_a_new_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", first := Fernet.generate_key().decode())
    Webhook.objects.create(name="Plant", url="https://plant.example.org", secret="whsec_one")
    assert Webhook.objects.get().secret == "whsec_one"
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", second := Fernet.generate_key().decode())

    [hook] = Webhook.objects.all()
    hook.name = "Plant room"
    hook.save()
    with pytest.raises(Conflict, match="key is not in the ring"):
        _ = hook.secret

    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", f"{second},{first}")
    assert Webhook.objects.get(name="Plant room").secret == "whsec_one"
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", second)
    hook.secret = "whsec_two"
    hook.save()
    assert Webhook.objects.get().secret == "whsec_two"


@pytest.mark.django_db
def test_two_runs_never_rotate_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FIRSTBELL_FIELD_KEYS", raising=False)
    with rotating(), pytest.raises(Conflict, match="rotated already"):
        rotate_keys(by=system_actor("tests"))
