"""What views share: a typed request with an actor, the sign-in and permission gate, errors as pages or toasts."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import UNDO_SECONDS


class Request(HttpRequest):
    """A request that went through ActorMiddleware and HtmxMiddleware."""

    actor: Actor
    htmx: Any


P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def page(*permissions: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Open the view to signed-in people who hold any of the permissions somewhere.

    Nobody signed in goes to the sign-in page; a missing permission is 403. Which objects may
    be seen is decided by ``visible_to`` inside the view; an object out of reach is 404.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            ours = cast(Request, request)
            if ours.actor.account_id is None:
                return redirect_to_login(request.get_full_path())
            if permissions and not any(ours.actor.can(permission) for permission in permissions):
                raise PermissionDenied
            try:
                return view(ours, *args, **kwargs)
            except NotFound as missing:
                raise Http404(str(missing)) from missing
            except Forbidden as refused:
                raise PermissionDenied(str(refused)) from refused

        guarded.firstbell_permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def add_toast(response: HttpResponse, text: str, *, tone: str = "good", undo: UndoOffer | None = None) -> HttpResponse:
    """Show a toast with an htmx response; ``tone`` is good, info, warn or bad."""
    payload: dict[str, Any] = {"text": text, "tone": tone}
    if undo is not None:
        payload |= {"undo_url": undo_url(undo), "undo_seconds": UNDO_SECONDS}
    triggers: dict[str, Any] = json.loads(response.headers.get("HX-Trigger", "{}"))
    triggers["toast"] = payload
    response.headers["HX-Trigger"] = json.dumps(triggers)
    return response


def undo_url(offer: UndoOffer) -> str:
    return reverse("core:undo", args=[offer.token])


def redirect_with_toast(
    request: HttpRequest, url: str, text: str, *, tone: str = "good", undo: UndoOffer | None = None
) -> HttpResponse:
    """Go to ``url`` and show a toast there. htmx follows by HX-Redirect."""
    tags = f"undo:{undo_url(undo)}" if undo is not None else ""
    level = {"good": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING, "bad": messages.ERROR}[tone]
    messages.add_message(request, level, text, extra_tags=tags)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def error_toast(error: FirstbellError, *, status: int | None = None) -> HttpResponse:
    """An empty htmx response that only tells what went wrong."""
    return add_toast(HttpResponse(status=status or 204), str(error), tone="bad")
