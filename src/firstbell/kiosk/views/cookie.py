"""The cookie that makes a browser a kiosk: signed, long-lived, and worth nothing once the kiosk is revoked."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from firstbell.kiosk.actions._digests import digest_of
from firstbell.kiosk.actions.kiosks import NewKiosk
from firstbell.kiosk.models import Kiosk

NAME = "firstbell_kiosk"
_SALT = "firstbell.kiosk"
_LONGEST = 400 * 24 * 3600  # browsers keep no cookie longer


def make_kiosk(response: HttpResponseBase, made: NewKiosk) -> None:
    """Give this browser the cookie."""
    response.set_signed_cookie(
        NAME,
        f"{made.kiosk.pk}:{made.secret}",
        salt=_SALT,
        max_age=_LONGEST,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
        path="/kiosk/",
    )


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """The standing kiosk this browser is."""
    given = request.get_signed_cookie(NAME, "", salt=_SALT, max_age=_LONGEST) or ""
    pk, _, secret = given.partition(":")
    if not pk.isdecimal():
        return None
    found = Kiosk.objects.filter(pk=int(pk), revoked_at=None).select_related("organisation", "place").first()
    if found is None or not hmac.compare_digest(found.digest, digest_of(secret)):
        return None
    today = timezone.localdate()
    if found.seen_at is None or timezone.localdate(found.seen_at) != today:
        Kiosk.objects.filter(pk=found.pk).update(seen_at=timezone.now())  # bookkeeping, once a day
    return found
