"""What views share: a typed request with an actor, the sign-in and permission gate, errors as pages or toasts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.models.undo import UndoOffer
from firstbell.core.ui.shapes import Tone
from firstbell.core.ui.toasts import Toast, toast_later, toast_now
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


def undo_url(offer: UndoOffer) -> str:
    """Where the toast's undo button posts."""
    return reverse("core:undo", args=[offer.token])


def undo_toast(text: str, offer: UndoOffer | None, *, tone: Tone = "good") -> Toast:
    """A toast that carries the undo button, if there is something to undo."""
    return Toast(text, tone=tone, undo_url=undo_url(offer) if offer is not None else "", undo_seconds=UNDO_SECONDS)


def redirect_with_toast(request: HttpRequest, url: str, toast: Toast) -> HttpResponse:
    """Go to ``url`` and show the toast there. htmx follows by HX-Redirect."""
    toast_later(request, toast)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def error_toast(error: FirstbellError) -> HttpResponse:
    """An empty htmx response that only tells what went wrong; the page stays as it is."""
    return toast_now(HttpResponse(status=204), Toast(str(error), tone="bad"))


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The page to go back to, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return fallback
