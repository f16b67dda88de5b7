"""The demo's mails: written to files instead of being sent, read back for a page."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_string
from email.policy import default
from pathlib import Path

from django.conf import settings

SHOWN = 50
_BETWEEN = "-" * 79  # what Django's file backend writes after each message


@dataclass(frozen=True, slots=True)
class Mail:
    to: str
    subject: str
    date: str
    text: str


def mails() -> list[Mail]:
    """The latest, newest first."""
    folder = Path(settings.DATA) / "outbox"
    if not folder.is_dir():
        return []
    found: list[Mail] = []
    for path in sorted(folder.glob("*.log"), reverse=True):
        parts = [part.strip() for part in path.read_text(encoding="utf-8", errors="replace").split(_BETWEEN)]
        found += [_mail(part) for part in reversed(parts) if part]
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _mail(text: str) -> Mail:
    message = message_from_string(text, policy=default)
    body = message.get_body(("plain",))
    shown = body.get_content() if body is not None else ""
    return Mail(str(message["To"] or ""), str(message["Subject"] or ""), str(message["Date"] or ""), str(shown))
