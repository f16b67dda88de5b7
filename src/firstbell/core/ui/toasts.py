"""Short answers to an action, with undo: `toast_later` before a redirect, `toast_now` on an htmx response."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_htmx.http import trigger_client_event

from firstbell.core.ui.shapes import Tone

UNDO_SECONDS = 60

Response = TypeVar("Response", bound=HttpResponseBase)

_LEVEL_OF_TONE = {
    "good": messages.SUCCESS,
    "warn": messages.WARNING,
    "bad": messages.ERROR,
}
_TONE_OF_LEVEL: dict[int, Tone] = {
    messages.SUCCESS: "good",
    messages.WARNING: "warn",
    messages.ERROR: "bad",
}


@dataclass(frozen=True, slots=True)
class Toast:
    """What to say. `undo_url` is POSTed by the undo button, which stays for `undo_seconds`."""

    text: str
    tone: Tone = "good"
    undo_url: str = ""
    undo_seconds: int = UNDO_SECONDS


def toast_later(request: HttpRequest, toast: Toast) -> None:
    """Show the toast on the next page this person sees."""
    undo = {"undo_url": toast.undo_url, "undo_seconds": toast.undo_seconds} if toast.undo_url else {}
    tags = json.dumps({"tone": toast.tone, **undo})
    messages.add_message(request, _LEVEL_OF_TONE.get(toast.tone, messages.INFO), toast.text, extra_tags=tags)


def toast_now(response: Response, toast: Toast) -> Response:
    """Show the toast as soon as htmx receives this response."""
    trigger_client_event(response, "toast", asdict(toast))
    return response


def toasts_of(stored: Iterable[Message]) -> list[Toast]:
    """Django's messages as toasts; messages not made by `toast_later` keep their text and level."""
    return [_toast_of(message) for message in stored]


def _toast_of(message: Message) -> Toast:
    tone = _TONE_OF_LEVEL.get(message.level, "info")
    try:
        extra = json.loads(message.extra_tags or "{}")
    except ValueError:
        extra = {}
    if not isinstance(extra, dict):
        extra = {}
    return Toast(
        text=str(message.message),
        tone=extra.get("tone", tone),
        undo_url=str(extra.get("undo_url", "")),
        undo_seconds=int(extra.get("undo_seconds", UNDO_SECONDS)),
    )
