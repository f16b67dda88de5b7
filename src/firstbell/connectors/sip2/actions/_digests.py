"""Passwords of terminals as they are stored."""

from __future__ import annotations

import hashlib


def digest_of(password: str) -> str:
    """SHA-256 in hexadecimal: the passwords are ours, and too long to guess."""
    return hashlib.sha256(password.encode("utf-8", "replace")).hexdigest()
