"""Secrets at rest: encrypted text fields, and the ring of keys they are read with.

The ring is ``FIRSTBELL_FIELD_KEYS`` (comma-separated, newest first), else the file ``field-keys`` in the data folder
(one key a line, newest first), made on first use. Everything is written with the newest key and read with any of them;
``firstbell rotate-keys`` puts a new one in front, writes every secret again and lets the old ones go. Losing the ring
loses the secrets and nothing else, so a backup holds it apart from the database.

Fernet (AES-128-CBC with HMAC-SHA256) by ``cryptography``: https://cryptography.io/en/latest/fernet/
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from firstbell.core.errors import Conflict

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField

KEY_FILE = "field-keys"


def key_file() -> Path:
    """Where the ring is kept when the environment does not give it."""
    return Path(settings.DATA) / KEY_FILE


def keys() -> list[str]:
    """The ring, newest first; made when there is none."""
    given = [key.strip() for key in os.environ.get("FIRSTBELL_FIELD_KEYS", "").split(",") if key.strip()]
    if given:
        return given
    path = key_file()
    if not path.exists():
        _keep_first(path)
    return path.read_text().split()


def is_given() -> bool:
    """Whether the environment gives the ring, so that no command can change it."""
    return bool(os.environ.get("FIRSTBELL_FIELD_KEYS", "").strip(", "))


def is_sealed_by(key: str, sealed: str) -> bool:
    """Whether this very key wrote it."""
    try:
        Fernet(key).decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def fingerprint(key: str) -> str:
    """A key's name that gives nothing of it away: to say which one is missing."""
    return hashlib.sha256(b"firstbell key " + key.encode()).hexdigest()[:12]


def fingerprints() -> list[str]:
    """Of the ring, newest first."""
    return [fingerprint(key) for key in keys()]


def seal(text: str) -> str:
    """``text`` encrypted with the newest key, as printable text."""
    return _ring(tuple(keys())).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text again. Raises Conflict ``key_lost`` when no key of the ring fits."""
    try:
        return _ring(tuple(keys())).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Conflict(
            "A stored secret cannot be read: its key is not in the ring any more.",
            remedy="Put the old key back into the ring, or enter the secret again.",
            code="key_lost",
        ) from None


class _Sealed(str):
    """As it lies in the database: opened when somebody asks for it."""

    __slots__ = ()


class _OpenedWhenAsked(DeferredAttribute):
    """A row whose key is lost can still be listed, switched off, and given a new secret."""

    field: models.Field[Any, Any]

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:
        value = super().__get__(instance, owner)
        if instance is not None and isinstance(value, _Sealed):
            value = instance.__dict__[self.field.attname] = unseal(value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database. It cannot be searched or sorted; the empty string stays empty.

    Asking a row for it raises Conflict ``key_lost`` when no key of the ring fits; merely loading the row does not, and
    saving the row leaves such a text as it is.
    """

    description = "Encrypted text"
    descriptor_class = _OpenedWhenAsked

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        try:
            return super().pre_save(model_instance, add)
        except Conflict:
            return model_instance.__dict__[self.attname]

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, _Sealed):
            return str(value)
        text = super().get_prep_value(value)
        return seal(text) if text else text

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return _Sealed(value) if value else value


def readable_secret(row: models.Model, name: str) -> str:
    """The row's secret; "" when its key is lost, so that it can be entered again."""
    try:
        return str(getattr(row, name))
    except Conflict:
        return ""


def write_ring(ring: list[str]) -> None:
    """Put this ring in place of the file's, at once or not at all."""
    path = key_file()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write("\n".join(ring) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def check_ring() -> None:
    """Raises Conflict ``key_lost`` when the ring holds no key, or something that is none."""
    _ring(tuple(keys()))


@lru_cache(maxsize=4)
def _ring(ring: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in ring])
    except ValueError:  # the file was cut off or edited
        where = "FIRSTBELL_FIELD_KEYS" if is_given() else str(key_file())
        raise Conflict(
            f"{where} holds {'a line that is no key' if ring else 'no key'}: stored secrets cannot be read.",
            remedy="Put a copy of it back. If there is none, move it away, and enter the secrets again.",
            code="key_lost",
        ) from None


def _keep_first(path: Path) -> None:
    """Two processes may start at once: whoever links first has made the ring."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(Fernet.generate_key().decode() + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
