"""Book lists as readers see them, with and without an account."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.core.errors import NotFound
from firstbell.core.http import Request
from firstbell.library.models import BookList, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.book_lists import strips_of
from firstbell.library.queries.search import Hit, Holding, holdings_of
from firstbell.library.views.hits import shown
from firstbell.library.views.reader import for_everybody, frame, reader_of

MOST = 60


@require_safe
@for_everybody
def book_lists(request: Request) -> HttpResponseBase:
    """Every list one may read, each with its first covers; the newest first."""
    you, actor = reader_of(request), request.actor
    rows = list(BookList.objects.readable_by(actor).order_by("-shown_at", "-pk")[:MOST])
    context = {
        **frame(you),
        "page_title": you.say("lists"),
        "strips": strips_of(rows, actor),
        "can_make": actor.can(May.PATHFINDER_WRITE) or actor.can(May.PATHFINDER_EDIT),
    }
    return render(request, "library/public/book_lists.html", context)


@require_safe
@for_everybody
def book_list(request: Request, pk: int) -> HttpResponseBase:
    """One list in its order, with the word why and where each title stands. Its makers see it before it is shown."""
    you, actor = reader_of(request), request.actor
    kept = BookList.objects.visible_to(actor).select_related("organisation").filter(pk=pk).first()
    if kept is None:
        raise NotFound("This list is not there.", remedy="Look at all lists.")
    entries = list(kept.entries.filter(title__in=Title.objects.visible_to(actor)).select_related("title"))
    held = holdings_of([one.title_id for one in entries])
    hits = [Hit(one.title, held.get(one.title_id, Holding()).at(you.at)) for one in entries]
    context = {
        **frame(you),
        "page_title": kept.name,
        "kept": kept,
        "rows": list(zip(entries, shown(hits, you), strict=True)),
        "can_edit": bool(actor.account_id) and BookList.objects.all().editable_by(actor).filter(pk=pk).exists(),
    }
    return render(request, "library/public/book_list.html", context)
