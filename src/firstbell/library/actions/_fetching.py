"""Asking a cover service for one picture."""

from __future__ import annotations

from http.client import HTTPException

from django.utils import timezone

from firstbell.core.errors import Invalid
from firstbell.core.notifications.outbound import fetch
from firstbell.library.models import CoverService

_OK = 200


def picture_from(service: CoverService, isbn: str, *, most_bytes: int) -> bytes | None:
    """The bytes a service answers with, None when it has none; what it said is kept with it."""
    url = service.url_pattern.replace("{isbn}", isbn)
    found: bytes | None = None
    try:
        answer = fetch(url, most_bytes=most_bytes, seconds=service.seconds)
        finding = "It answers." if answer.status < 500 else f"It answers with error {answer.status}."
        if answer.status == _OK and answer.body:
            found = answer.body
    except (OSError, HTTPException, Invalid) as problem:
        finding = f"It cannot be asked: {problem}"[:200]
    service.asked_at, service.finding = timezone.now(), finding
    CoverService.objects.filter(pk=service.pk).update(asked_at=service.asked_at, finding=finding)
    return found
