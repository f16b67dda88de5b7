"""Searches that somebody keeps: kept from the page of hits, looked at again, put into a pathfinder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.library.actions.saved_searches import (
    put_search_in_pathfinder,
    remove_search,
    rename_search,
    save_search,
    see_search,
)
from firstbell.library.models import Pathfinder, SavedSearch
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.search import LIMITS
from firstbell.library.views.hits import value_text
from firstbell.library.views.reader import Reader, frame, reader_of


@dataclass(frozen=True, slots=True)
class Row:
    """A search with its words and limits in the reader's language; ``news`` is empty where nothing came."""

    search: SavedSearch
    words: str
    news: str


def search_rows(searches: Iterable[SavedSearch], you: Reader) -> list[Row]:
    return [
        Row(one, words_of(one, you), you.say("news", count=one.new_count) if one.new_count else "") for one in searches
    ]


def words_of(kept: SavedSearch, you: Reader) -> str:
    limits = [
        value_text(name, str(value), {}, you)
        for name, value in kept.limits.items()
        if name not in ("heading", "school")
    ]
    return " · ".join(part for part in (kept.text, *limits) if part)


def address_of(kept: SavedSearch) -> str:
    """The page of its hits, newest first where something came."""
    asked = {
        "q": kept.text,
        **kept.limits,
        "exactly": "1" if kept.exactly else "",
        "order": "new" if kept.new_count else "",
    }
    return f"{reverse('library:found')}?{urlencode({name: value for name, value in asked.items() if value})}"


@require_POST
@page(May.RESEARCH_KEEP)
def search_save(request: Request) -> HttpResponseBase:
    """``q`` and limits as on the page of hits, ``name`` or the words."""
    you, given = reader_of(request), request.POST
    limits = {name: given[name] for name in LIMITS if given.get(name)}
    text, name = given.get("q", ""), given.get("name", "").strip()
    name = name or text.strip() or " · ".join(value_text(key, value, {}, you) for key, value in limits.items())
    return go_after(
        request,
        reverse("library:mine"),
        lambda: save_search(
            name=name[:120], text=text, limits=limits, exactly=given.get("exactly") == "1", by=request.actor
        ),
        you.say("search_kept"),
    )


@page(May.RESEARCH_KEEP)
def saved_search(request: Request, pk: int) -> HttpResponseBase:
    """POST looks at its hits, which are not new any more then; the page renames it and, for makers, publishes it."""
    kept, you, actor = _own(request, pk), reader_of(request), request.actor
    if request.method == "POST":
        url = address_of(kept)
        see_search(kept, by=actor)
        return HttpResponseRedirect(url)
    makes = actor.can(May.PATHFINDER_WRITE) or actor.can(May.PATHFINDER_EDIT)
    ways = Pathfinder.objects.all().editable_by(actor).exclude(state=Pathfinder.State.RETIRED)
    context = {
        **frame(you),
        "page_title": kept.name,
        "row": search_rows([kept], you)[0],
        "ways": list(ways.order_by("title")[:200]) if makes else [],
        "link": request.build_absolute_uri(address_of(kept)) if makes else "",
    }
    return render(request, "library/public/saved_search.html", context)


@require_POST
@page(May.RESEARCH_KEEP)
def saved_search_rename(request: Request, pk: int) -> HttpResponseBase:
    kept, you = _own(request, pk), reader_of(request)
    url, name = reverse("library:saved_search", args=[pk]), request.POST.get("name", "")
    return go_after(request, url, lambda: rename_search(kept, name=name, by=request.actor), you.say("saved"))


@require_POST
@page(May.RESEARCH_KEEP)
def saved_search_remove(request: Request, pk: int) -> HttpResponseBase:
    kept, you = _own(request, pk), reader_of(request)
    return go_after(
        request, reverse("library:mine"), lambda: remove_search(kept, by=request.actor), you.say("search_gone")
    )


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def saved_search_publish(request: Request, pk: int) -> HttpResponseBase:
    """Into the pathfinder ``way``: its readers get the search as a link once it is published again."""
    kept, asked = _own(request, pk), request.POST.get("way", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    rows = Pathfinder.objects.all().editable_by(request.actor).select_related("organisation")
    way = get_object_or_404(rows, pk=number)
    url = reverse("library:pathfinder_edit", args=[way.pk])
    done = f"The search is in “{way.title}”. Publish it when you are done."
    return go_after(request, url, lambda: put_search_in_pathfinder(kept, way, by=request.actor), done)


def _own(request: Request, pk: int) -> SavedSearch:
    kept: SavedSearch = get_object_or_404(SavedSearch.objects.all().visible_to(request.actor), pk=pk)
    return kept
