"""How mail leaves the house, told by one address in the environment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP = "django.core.mail.backends.smtp.EmailBackend"
FILES = "django.core.mail.backends.filebased.EmailBackend"
SECONDS = 20


def mail_transport(url: str, *, outbox: Path | None) -> dict[str, Any]:
    """Django's mail backend and its options; empty when no mail is sent.

    ``smtp://`` speaks STARTTLS unless ``?tls=none``; ``smtps://`` speaks TLS from the first byte. The demo, which has an
    ``outbox``, never sends anything: its mails become files.
    """
    if outbox is not None:
        return {"backend": FILES, "file_path": str(outbox)}
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("FIRSTBELL_SMTP_URL looks like smtp://user:password@mail.example.org:587")
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    if tls not in {"starttls", "none"}:
        raise ImproperlyConfigured("FIRSTBELL_SMTP_URL knows ?tls=starttls and ?tls=none")
    is_smtps = parts.scheme == "smtps"
    return {
        "backend": SMTP,
        "host": parts.hostname,
        "port": parts.port or (465 if is_smtps else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": is_smtps,
        "use_tls": not is_smtps and tls == "starttls",
        "timeout": SECONDS,
    }


def site_url(hosts: Sequence[str], *, https: bool) -> str:
    """The first real host name the site answers to, as an address."""
    local = {"localhost", "127.0.0.1", "[::1]", "*"}
    host = next((one.lstrip(".") for one in hosts if one not in local), "")
    return f"{'https' if https else 'http'}://{host or '127.0.0.1:8000'}"


def sender(url: str) -> str:
    """``firstbell@`` the site's host."""
    return f"Firstbell <firstbell@{urlsplit(url).hostname or 'localhost'}>"
