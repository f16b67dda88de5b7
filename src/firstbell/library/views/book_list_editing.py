"""Making book lists: what they are called, their titles in order, showing them to readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.book_lists import (
    add_book_list,
    edit_book_list,
    edit_book_list_title,
    move_book_list_title,
    put_on_book_list,
    remove_book_list,
    show_book_list,
    take_off_book_list,
)
from firstbell.library.forms.book_lists import BookListFilterForm, BookListForm
from firstbell.library.models import BookList, BookListTitle, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.citations import titles_to_cite
from firstbell.library.queries.covers import pictures_of

_LIST = "Make book lists"


def _badge(one: BookList) -> SafeString:
    return marks.badge("Shown", "good") if one.is_shown else marks.badge("Not shown", "neutral")


class BookListList(Listing[BookList]):
    """Every list one may edit."""

    name = "library.book_lists"
    title = _LIST
    default_sort = "name"
    columns: ClassVar = (
        Column[BookList]("name", "Name", value=lambda one: one.name, sort=("name", "pk"), primary=True),
        Column[BookList]("state", "State", value=lambda one: "Shown" if one.is_shown else "Not shown", html=_badge),
        Column[BookList]("pick", "First page", value=lambda one: "yes" if one.is_pick else ""),
        Column[BookList]("reach", "Who reads it", value=lambda one: one.get_reach_display(), sort=("reach", "name", "pk")),
        Column[BookList]("school", "School", value=lambda one: one.organisation.short),
        Column[BookList]("owner", "Made by", value=lambda one: str(one.owner) if one.owner else ""),
        Column[BookList](
            "changed", "Changed", value=lambda one: timezone.localtime(one.changed_at).isoformat(timespec="minutes"),
            html=lambda one: marks.ago(one.changed_at), sort=("changed_at", "pk"),
        ),
    )  # fmt: skip
    empty: ClassVar = Empty(
        "book", "No lists yet", "Staff picks, books for a class, if you liked …", "Make one",
        cast("str", reverse_lazy("library:book_list_add")),
    )  # fmt: skip

    def queryset(self, actor: Actor) -> QuerySet[BookList]:
        return BookList.objects.all().editable_by(actor).select_related("organisation", "owner__person")

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return BookListFilterForm(data or None)

    def filtered(self, queryset: QuerySet[BookList], data: Mapping[str, Any], actor: Actor) -> QuerySet[BookList]:
        if data.get("state"):
            queryset = queryset.filter(is_shown=data["state"] == "shown")
        return queryset.filter(owner_id=actor.account_id) if data.get("mine") else queryset

    def searched(self, queryset: QuerySet[BookList], text: str, actor: Actor) -> QuerySet[BookList]:
        return queryset.filter(Q(name__icontains=text) | Q(keywords__icontains=text) | Q(summary__icontains=text))

    def url(self, row: BookList) -> str:
        return reverse("library:book_list_edit", args=[row.pk])


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_lists_made(request: Request) -> HttpResponseBase:
    return list_page(request, BookListList(), template="library/book_lists_made.html")


@page(May.PATHFINDER_WRITE)
def book_list_add(request: Request) -> HttpResponseBase:
    form = BookListForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values, sections = form.values(), form.cleaned_data["sections"]
        made = attempt(
            form,
            lambda: add_book_list(
                organisation=values["organisation"], values=values, sections=sections, by=request.actor
            ),
        )
        if made is not None:
            return redirect_with_toast(request, _back(made), Toast(f"“{made.name}” is made. Now put titles on it."))
    context = {"page_title": "Make a book list", "breadcrumbs": [_crumb()], "form": form}
    return render(request, "library/book_list_add.html", context, status=422 if form.errors else 200)


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_list_edit(request: Request, pk: int) -> HttpResponseBase:
    """Its titles in order, its facts; ``?q=`` looks for titles to put on it."""
    kept = _editable(request, pk)
    form = BookListForm(request.POST or None, actor=request.actor, kept=kept, initial=BookListForm.initial_of(kept))
    if request.method == "POST" and form.is_valid():
        values, sections = form.values(), form.cleaned_data["sections"]
        if attempt(form, lambda: edit_book_list(kept, values=values, sections=sections, by=request.actor)) is not None:
            return redirect_with_toast(request, _back(kept), Toast("Saved."))
    said = request.GET.get("q", "").strip()[:100]
    entries = list(kept.entries.select_related("title").order_by("position", "pk"))
    found = titles_to_cite(said, request.actor) if said else []
    on_it = {one.title_id for one in entries}
    pictures = pictures_of([*on_it, *(one.pk for one in found)])
    context = {
        "page_title": kept.name,
        "breadcrumbs": [_crumb()],
        "badge": _badge(kept),
        "kept": kept,
        "entries": [(one, pictures.get(one.title_id, "")) for one in entries],
        "said": said,
        "found": [(one, pictures.get(one.pk, ""), one.pk in on_it) for one in found],
        "form": form,
    }
    return render(request, "library/book_list_edit.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_list_show(request: Request, pk: int) -> HttpResponseBase:
    """``shown=1`` shows it to readers, anything else takes it away."""
    kept, is_shown = _editable(request, pk), request.POST.get("shown") == "1"
    done = "Readers find it now." if is_shown else "Readers do not find it any more."
    return go_after(request, _back(kept), lambda: show_book_list(kept, is_shown=is_shown, by=request.actor), done)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_list_remove(request: Request, pk: int) -> HttpResponseBase:
    kept = _editable(request, pk)
    url = reverse("library:book_lists_made")
    return go_after(request, url, lambda: remove_book_list(kept, by=request.actor), "The list is deleted.")


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_list_put(request: Request, pk: int) -> HttpResponseBase:
    """``title``: its number."""
    kept, asked = _editable(request, pk), request.POST.get("title", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    title = get_object_or_404(Title.objects.visible_to(request.actor), pk=number)
    note = request.POST.get("note", "")
    return go_after(
        request, _back(kept), lambda: put_on_book_list(kept, title, note=note, by=request.actor), f"“{title}” is on it."
    )


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def book_list_entry(request: Request, pk: int, entry_pk: int) -> HttpResponseBase:
    """``do`` is up, down, off or note."""
    kept = _editable(request, pk)
    entry = get_object_or_404(BookListTitle, pk=entry_pk, book_list=kept)
    entry.book_list = kept
    do, url = request.POST.get("do", ""), f"{_back(kept)}#entry-{entry.pk}"
    if do in ("up", "down"):
        return go_after(request, url, lambda: move_book_list_title(entry, up=do == "up", by=request.actor), "Moved.")
    if do == "off":
        return go_after(
            request, _back(kept), lambda: take_off_book_list(entry, by=request.actor), "It is off the list."
        )
    note = request.POST.get("note", "")
    return go_after(request, url, lambda: edit_book_list_title(entry, note=note, by=request.actor), "Saved.")


def _editable(request: Request, pk: int) -> BookList:
    rows = BookList.objects.all().editable_by(request.actor).select_related("organisation")
    kept: BookList = get_object_or_404(rows, pk=pk)
    return kept


def _back(kept: BookList) -> str:
    return reverse("library:book_list_edit", args=[kept.pk])


def _crumb() -> Crumb:
    return Crumb(_LIST, reverse("library:book_lists_made"))
