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


class EncryptedTextField(_TextField):
    """Text that is encrypted in the database. It cannot be searched or sorted; the empty string stays empty."""

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(text) if text else text

    def from_db_value(self, value: str | None, _expression: Any, _connection: Any) -> str | None:
        return unseal(value) if value else value


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


@lru_cache(maxsize=4)
def _ring(ring: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in ring])


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
