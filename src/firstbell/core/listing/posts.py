"""What a list page is sent: columns to keep, a view to save, rows to do something with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, redirect_with_toast
from firstbell.core.listing import registry
from firstbell.core.listing.asked import Asked, address, kept_query
from firstbell.core.listing.columns import Listing
from firstbell.core.listing.saved_views import keep_columns, open_with, save_view, update_view
from firstbell.core.models import BulkRun, SavedView
from firstbell.core.ui.toasts import Toast, toast_later

_KEPT_DAYS = 30

Answer = Callable[[Request, Asked], HttpResponseBase]


def answer(request: Request, listing: Listing[Any], kept_columns: Sequence[str]) -> HttpResponseBase:
    """``do`` says what; ``query`` is the address's query the page was drawn with."""
    do = _ANSWERS.get(request.POST.get("do", ""))
    if do is None:
        return HttpResponseNotAllowed(["GET"])
    asked = Asked(listing, request.actor, QueryDict(request.POST.get("query", "")), request.path, kept_columns)
    try:
        return do(request, asked)
    except FirstbellError as error:
        return redirect_with_toast(request, _here(asked), Toast(str(error), tone="bad"))


def _here(asked: Asked, **changes: str | None) -> str:
    return asked.url_with(page=None, format=None, **changes)


def _columns(request: Request, asked: Asked) -> HttpResponseBase:
    """Shown ones in their order; ``move=key:left`` shifts one, ``reset`` forgets. On a view they go into the address."""
    chosen = [key for key in dict.fromkeys(request.POST.getlist("columns")) if key in asked.by_key]
    key, _, side = request.POST.get("move", "").partition(":")
    if key in chosen:
        place = chosen.index(key)
        other = max(place - 1, 0) if side == "left" else min(place + 1, len(chosen) - 1)
        chosen[place], chosen[other] = chosen[other], chosen[place]
    if "reset" in request.POST:
        chosen = []
    query = asked.query.copy()
    query.pop("columns", None)
    query.pop("page", None)
    if asked.query.get("view", "all") == "all":
        keep_columns(asked.listing.name, columns=chosen, by=request.actor)
    else:
        query.setlist("columns", chosen)
    return _go(request, address(asked.path, query.urlencode()))


def _save(request: Request, asked: Asked) -> HttpResponseBase:
    kept = asked.query.copy()
    if not kept.getlist("columns") and asked.kept_columns:
        kept.setlist("columns", [column.key for column in asked.visible])
    view = save_view(asked.listing.name, name=request.POST.get("name", ""), query=kept_query(kept), by=request.actor)
    toast_later(request, Toast(f"“{view.name}” is saved."))
    return _go(request, _here(asked, view=str(view.pk)))


def _update(request: Request, asked: Asked) -> HttpResponseBase:
    view = update_view(_view(request, asked), query=kept_query(asked.query), by=request.actor)
    return redirect_with_toast(request, _here(asked), Toast(f"“{view.name}” shows this from now on."))


def _open_with(request: Request, asked: Asked) -> HttpResponseBase:
    view = _view(request, asked) if request.POST.get("view") else None
    open_with(asked.listing.name, view=view, by=request.actor)
    text = f"This list opens with “{view.name}” now." if view is not None else "This list opens with everything now."
    return redirect_with_toast(request, _here(asked), Toast(text))


def _view(request: Request, asked: Asked) -> SavedView:
    wanted = request.POST.get("view", "")
    views = SavedView.objects.visible_to(request.actor).filter(listing=asked.listing.name)
    view = views.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if view is None:
        raise FirstbellError("This view is gone.", remedy="Its owner deleted it or shares it no longer.")
    return view


def _bulk(request: Request, asked: Asked) -> HttpResponseBase:
    """Freeze the rows that were chosen, and go on to what shall be done with them."""
    action = registry.action_named(asked.listing.name, request.POST.get("action", ""), request.actor)
    if action is None:
        raise FirstbellError("This cannot be done here.", remedy="Choose one of the actions of the list.")
    ids = _chosen(request, asked, getattr(action, "most", registry.MOST_ROWS))
    run = BulkRun.objects.create(
        owner_id=request.actor.account_id or 0,
        listing=asked.listing.name,
        list_title=asked.listing.title,
        action=action.key,
        back_url=_here(asked)[:2000],
        ids=ids,
    )
    BulkRun.objects.filter(created_at__lt=timezone.now() - dt.timedelta(days=_KEPT_DAYS)).delete()
    if isinstance(action, registry.LeadingAction):
        return _go(request, action.url(run.pk))
    return _go(request, reverse("core:bulk_run", args=[run.pk]))


def _chosen(request: Request, asked: Asked, most: int) -> list[int]:
    rows = asked.rows()
    if request.POST.get("all") != "1":
        sent = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
        rows = rows.filter(pk__in=sent[: registry.MOST_ROWS])
    ids = list(rows.values_list("pk", flat=True)[: most + 1])
    if not ids:
        raise FirstbellError("Nothing is chosen.", remedy="Tick some rows first, or press x on them.")
    if len(ids) > most:
        raise FirstbellError(f"This takes at most {most:,} rows at a time.", remedy="Filter the list, do it in parts.")
    return ids


def _go(request: Request, url: str) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


_ANSWERS: dict[str, Answer] = {
    "columns": _columns,
    "save_view": _save,
    "update_view": _update,
    "open_with": _open_with,
    "bulk": _bulk,
}
