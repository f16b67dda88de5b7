"""The undo button of a toast."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, safe_next
from firstbell.core.ui.toasts import Toast, toast_later, toast_now
from firstbell.core.undo import use_undo


@require_POST
@page()
def undo(request: Request, token: UUID) -> HttpResponseBase:
    """Take the change back. The page shows old facts then, so htmx is told to load it again."""
    try:
        label = use_undo(token, by=request.actor)
    except FirstbellError as error:
        toast = Toast(str(error), tone="bad")
        if request.htmx:
            return toast_now(HttpResponse(status=204), toast)
        toast_later(request, toast)
        return HttpResponseRedirect(safe_next(request, "/"))
    toast_later(request, Toast(f"Undone: {label}", tone="info"))
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponseRedirect(safe_next(request, request.headers.get("Referer", "/")))
