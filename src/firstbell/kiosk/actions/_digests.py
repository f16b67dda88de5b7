"""Secrets of kiosks and offers as they are stored; a PIN as it is hashed."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password


def digest_of(secret: str) -> str:
    """SHA-256 in hexadecimal, of secrets too long to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(code: str) -> str:
    """Of a short code: keyed, so that the table alone does not give it away."""
    return hmac.new(settings.SECRET_KEY.encode(), f"kiosk-code:{code}".encode(), hashlib.sha256).hexdigest()


def hash_pin(pin: str) -> str:
    return make_password(code_digest(pin))


def is_pin(pin: str, stored: str) -> bool:
    return check_password(code_digest(pin), stored)
