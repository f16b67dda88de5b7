"""``Idempotency-Key``: a changing request that is sent twice acts once and gets the same answer twice.

The key is first put down on its own, so that a twin sent at the same moment sees it; the change
and the reply are then stored in one transaction. A reply that changed nothing (an error) is not
kept: the same key may be tried again; nor is a file, which may be large and of people: sent again, it is handed out, and
logged, once more. Bulk operations store each entry with its own outcome instead
(``bulk.py``), so nothing is wrapped around them here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from firstbell.core.api.problems import problem
from firstbell.core.models import IdempotentReply

KEPT_FOR = dt.timedelta(days=1)
# A request that has not answered for so long died with its process; its key is free again.
GIVEN_UP_AFTER = dt.timedelta(minutes=5)
_KEY = re.compile(r"[\x21-\x7e]{1,120}")


def answered_once(
    request: HttpRequest, actor_key: str, answer: Callable[[], HttpResponseBase], *, in_one: bool = True
) -> HttpResponseBase:
    """The stored reply of this actor's key, or ``answer()`` stored under it; ``in_one`` transaction with it."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return answer()
    if not _KEY.fullmatch(key):
        return problem(
            422,
            "bad_idempotency_key",
            "The idempotency key must be 1 to 120 visible ASCII characters.",
            remedy="Use a UUID.",
        )
    fingerprint = fingerprint_of(request)
    claimed = _claim(actor_key, key, fingerprint)
    if claimed is None:
        earlier = IdempotentReply.objects.get(actor_key=actor_key, key=key)
        return _replay(earlier, fingerprint)
    return _answer_and_store(claimed, answer, transaction.atomic() if in_one else nullcontext())


def fingerprint_of(request: HttpRequest) -> str:
    """HMAC-SHA-256 over method, address and body: what makes two requests the same.

    Keyed, so that the table alone does not give away a body that can be guessed, such as one with a PIN.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), digestmod=hashlib.sha256)
    digest.update(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":  # streamed: an uploaded file never lies in memory as a whole
        digest.update(repr(sorted(request.POST.lists())).encode())
        for name, uploads in sorted(request.FILES.lists()):
            for upload in uploads:
                digest.update(f"\n{name} {upload.name}\n".encode())
                for chunk in upload.chunks():
                    digest.update(chunk)
                upload.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def forget_old_replies(*, now: dt.datetime) -> int:
    """Remove replies older than a day; returns how many."""
    return IdempotentReply.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


def _claim(actor_key: str, key: str, fingerprint: str) -> IdempotentReply | None:
    """The key put down for this request, or None when another request holds it."""
    mine = IdempotentReply.objects.filter(actor_key=actor_key, key=key)
    now = timezone.now()
    earlier = mine.first()
    if earlier is not None:
        is_old = earlier.created_at < now - KEPT_FOR
        is_dead = earlier.status is None and earlier.created_at < now - GIVEN_UP_AFTER
        if not (is_old or is_dead):
            return None
        mine.filter(pk=earlier.pk, created_at=earlier.created_at).delete()
    try:
        with transaction.atomic():
            return IdempotentReply.objects.create(actor_key=actor_key, key=key, fingerprint=fingerprint, status=None)
    except IntegrityError:
        return None


def _answer_and_store(
    claimed: IdempotentReply, answer: Callable[[], HttpResponseBase], around: AbstractContextManager[object]
) -> HttpResponseBase:
    kept = False
    try:
        with around:
            response = answer()
            if isinstance(response, HttpResponse) and response.status_code < 400:
                claimed.status = response.status_code
                claimed.body = response.content.decode()
                claimed.content_type = response.headers.get("Content-Type", "")
                claimed.save(update_fields=["status", "body", "content_type"])
                kept = True
            elif response.status_code >= 400 and not isinstance(around, nullcontext):
                transaction.set_rollback(True)
    finally:
        if not kept:
            IdempotentReply.objects.filter(pk=claimed.pk).delete()
    return response


def _replay(earlier: IdempotentReply, fingerprint: str) -> HttpResponse:
    if earlier.fingerprint != fingerprint:
        return problem(
            422,
            "idempotency_key_reused",
            "This idempotency key was used for another request.",
            remedy="Use a new key for a new request.",
        )
    if earlier.status is None:
        return problem(
            409,
            "in_progress",
            "The same request is being worked on.",
            remedy="Wait a second and send it again with the same key to get its answer.",
            headers={"Retry-After": "1"},
        )
    return HttpResponse(
        earlier.body,
        status=earlier.status,
        content_type=earlier.content_type,
        headers={"Idempotency-Replayed": "true"},
    )
