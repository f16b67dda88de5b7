"""The whole site and the style page, for the browser tests of the kit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from firstbell.config import urls as site
from firstbell.core.ui.styleguide import styleguide, styleguide_list, styleguide_print
from firstbell.core.ui.toasts import Toast, toast_now


def undo(request: HttpRequest) -> HttpResponse:
    """Answers an undo as a room would."""
    return toast_now(HttpResponse(status=204), Toast("NM-01042 is back on the shelf", "info"))


urlpatterns = [
    path("ui/", styleguide),
    path("ui/list/", styleguide_list),
    path("ui/print/", styleguide_print),
    path("ui/undo/", undo),
    *site.urlpatterns,
]
