"""core's own pages, sign-in, and an undo that always works: what the browser tests of the kit need of the site."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from firstbell.core.ui.toasts import Toast, toast_now
from firstbell.core.views.home import home


def undo(request: HttpRequest) -> HttpResponse:
    """Answers an undo as a room would."""
    return toast_now(HttpResponse(status=204), Toast("NM-01042 is back on the shelf", "info"))


urlpatterns = [
    path("", home, name="home"),
    path("ui/undo/", undo),
    path("", include("firstbell.core.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/", include("allauth.account.urls")),
]
