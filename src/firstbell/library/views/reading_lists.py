"""What a reader keeps: their lists, searches and reviews on one page; a list; keeping a title. Only they see any of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.errors import NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.book_lists import put_on_book_list
from firstbell.library.actions.reading_lists import (
    add_reading_list,
    put_on_reading_list,
    remove_reading_list,
    rename_reading_list,
    take_off_reading_list,
)
from firstbell.library.models import BookList, ClassSet, ReadingList, ReadingListTitle, Review, SavedSearch, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.reading import counted_lists
from firstbell.library.queries.search import Hit, Holding, holdings_of
from firstbell.library.views.hits import shown
from firstbell.library.views.reader import Reader, frame, reader_of
from firstbell.library.views.saved_searches import search_rows


@page(May.RESEARCH_KEEP)
def mine(request: Request) -> HttpResponseBase:
    """My lists, my searches with what is new, my reviews with how they stand; for teachers the class sets they asked for."""
    you, actor = reader_of(request), request.actor
    sets = ClassSet.objects.visible_to(actor).filter(person_id=actor.person_id or 0).select_related("title", "section")
    context = {
        **frame(you),
        "page_title": you.say("mine"),
        "lists": counted_lists(actor),
        "searches": search_rows(SavedSearch.objects.all().visible_to(actor), you),
        "reviews": [
            (one, you.say(f"review_{one.state}"))
            for one in Review.objects.all().own(actor).select_related("title")[:100]
        ],
        "sets": [(one, you.say(f"set_{one.state}")) for one in sets[:50]] if actor.can(May.CLASS_SET_ASK) else [],
        "can_ask_sets": actor.can(May.CLASS_SET_ASK),
    }
    return render(request, "library/public/mine.html", context)


@require_POST
@page(May.RESEARCH_KEEP)
def reading_list_add(request: Request) -> HttpResponseBase:
    you = reader_of(request)
    url = reverse("library:mine")
    name = request.POST.get("name", "")
    return go_after(request, url, lambda: add_reading_list(name=name, by=request.actor), you.say("list_made"))


@page(May.RESEARCH_KEEP)
def reading_list(request: Request, pk: int) -> HttpResponseBase:
    """The titles of one list, and where they stand."""
    you = reader_of(request)
    kept = _own(request, pk)
    titles = Title.objects.visible_to(request.actor)
    entries = list(kept.entries.filter(title__in=titles).select_related("title").order_by("pk"))
    held = holdings_of([one.title_id for one in entries])
    hits = [Hit(one.title, held.get(one.title_id, Holding()).at(you.at)) for one in entries]
    context = {
        **frame(you),
        "page_title": kept.name,
        "kept": kept,
        "rows": [
            (hit, reverse("library:reading_list_take_off", args=[pk, one.pk]))
            for one, hit in zip(entries, shown(hits, you), strict=True)
        ],
    }
    return render(request, "library/public/reading_list.html", context)


@require_POST
@page(May.RESEARCH_KEEP)
def reading_list_rename(request: Request, pk: int) -> HttpResponseBase:
    kept, you = _own(request, pk), reader_of(request)
    url = reverse("library:reading_list", args=[pk])
    name = request.POST.get("name", "")
    return go_after(request, url, lambda: rename_reading_list(kept, name=name, by=request.actor), you.say("saved"))


@require_POST
@page(May.RESEARCH_KEEP)
def reading_list_remove(request: Request, pk: int) -> HttpResponseBase:
    kept, you = _own(request, pk), reader_of(request)
    return go_after(
        request, reverse("library:mine"), lambda: remove_reading_list(kept, by=request.actor), you.say("list_gone")
    )


@require_POST
@page(May.RESEARCH_KEEP)
def reading_list_take_off(request: Request, pk: int, entry_pk: int) -> HttpResponseBase:
    rows = ReadingListTitle.objects.all().visible_to(request.actor).select_related("list")
    entry, you = get_object_or_404(rows, pk=entry_pk, list_id=pk), reader_of(request)
    url = reverse("library:reading_list", args=[pk])
    return go_after(request, url, lambda: take_off_reading_list(entry, by=request.actor), you.say("taken_off"))


@require_POST
@page(May.RESEARCH_KEEP)
def keep_title(request: Request, pk: int) -> HttpResponseBase:
    """Put a title on a list: ``to`` is ``new``, ``reading:<number>`` or ``book:<number>``."""
    title = get_object_or_404(Title.objects.visible_to(request.actor), pk=pk)
    you, to = reader_of(request), request.POST.get("to", "new")
    back = reverse("library:title", args=[pk])
    made: dict[str, str] = {}

    def act() -> None:
        made["name"] = _put(request, title, to, you)

    wrong = go_after(request, back, act, "")
    if "name" not in made:
        return wrong
    return redirect_with_toast(request, back, Toast(you.say("kept_on", name=made["name"])))


def _put(request: Request, title: Title, to: str, you: Reader) -> str:
    kind, _, number = to.partition(":")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    if kind == "book":
        book_list = (
            BookList.objects.all().editable_by(request.actor).select_related("organisation").filter(pk=pk).first()
        )
        if book_list is None:
            raise NotFound("There is no such list.", remedy="Choose one from the list.")
        put_on_book_list(book_list, title, by=request.actor)
        return book_list.name
    kept = ReadingList.objects.all().visible_to(request.actor).filter(pk=pk).first() if kind == "reading" else None
    if kept is None:
        kept = add_reading_list(name=you.say("to_read"), by=request.actor)
    put_on_reading_list(kept, title, by=request.actor)
    return kept.name


def lists_to_keep_on(request: Request) -> dict[str, Any]:
    """What a title's page offers to keep it on: one's own lists, and book lists one makes. Two statements."""
    actor = request.actor
    if actor.account_id is None or not actor.can(May.RESEARCH_KEEP):
        return {"can_keep": False}
    makes = actor.can(May.PATHFINDER_WRITE) or actor.can(May.PATHFINDER_EDIT)
    own = (
        BookList.objects.filter(owner_id=actor.account_id).order_by("-changed_at") if makes else BookList.objects.none()
    )
    return {
        "can_keep": True,
        "reading_lists": list(ReadingList.objects.all().visible_to(actor)[:50]),
        "own_book_lists": list(own[:50]) if makes else [],
    }


def _own(request: Request, pk: int) -> ReadingList:
    kept: ReadingList = get_object_or_404(ReadingList.objects.all().visible_to(request.actor), pk=pk)
    return kept
