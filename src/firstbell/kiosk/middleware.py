"""What a session at a kiosk may do: its own pages, for two minutes of quiet, with the right to open a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from firstbell.core.http import Request
from firstbell.helpdesk.permissions import HelpdeskPermission

AT_KIOSK = "firstbell_kiosk"
"""Session key: at which kiosk this student came in."""
IDLE_SECONDS = 120
MAY = frozenset({str(HelpdeskPermission.TICKET_OPEN)})
_PAGES = {"kiosk:me", "kiosk:ticket", "kiosk:done", "kiosk:start"}


class KioskMiddleware:
    """Stands after the actor's middleware; every other session passes untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key is not None and AT_KIOSK in request.session and request.user.is_authenticated:
            ours = cast(Request, request)
            ours.actor = ours.actor.limited_to(MAY, key=f"account:{ours.actor.account_id}", via="kiosk")
            request.session.set_expiry(IDLE_SECONDS)  # from now, with every click
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        if request.session.session_key is None or AT_KIOSK not in request.session:
            return None
        match = request.resolver_match
        if match is None or match.view_name in _PAGES:
            return None
        return HttpResponseRedirect(reverse("kiosk:me" if request.user.is_authenticated else "kiosk:start"))
