"""Two entries that are one title: find the other, compare, make them one, take them apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.merge_pages import MergePages
from firstbell.core.ui.shapes import Crumb, MergeRow
from firstbell.inventory.models import ItemType
from firstbell.library.actions.titles import MERGED_FACTS, merge_titles, split_titles
from firstbell.library.models import Copy, Title, TitleNumber
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import narrowed
from firstbell.library.views.titles import crumbs, work_title

_MOST_HITS = 20
_TOLD = ("author", "edition", "publisher", "year_text", "extent", "control_number")


@page(May.TITLE_EDIT)
def title_merge_pick(request: Request, pk: int) -> HttpResponseBase:
    """Which other entry is this title? A number or beginning in ``?q=``; else those with the same number or name."""
    keeper = work_title(request.actor, pk)
    text = request.GET.get("q", "").strip()[:200]
    rows = Title.objects.visible_to(request.actor).exclude(pk=pk)
    found = narrowed(rows, text) if text else _alike(rows, keeper)
    context = {
        "page_title": f"Same title as “{keeper}”",
        "page_meta": "Choose the other entry. Nothing happens yet.",
        "breadcrumbs": _crumbs(keeper),
        "title": keeper,
        "query": text,
        "found": list(found[:_MOST_HITS]),
    }
    return render(request, "library/title_merge_pick.html", context)


@page(May.TITLE_EDIT)
def title_merge(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Both side by side; POST makes them one."""
    return PAGES.compare(request, pk, other_pk)


@page(May.TITLE_EDIT)
def title_split(request: Request, pk: int) -> HttpResponseBase:
    """What a merge moved, and the button that gives it back."""
    return PAGES.apart(request, pk)


def _alike(rows: Any, keeper: Title) -> Any:
    numbers = list(keeper.numbers.filter(is_valid=True).values_list("value", flat=True))
    same = TitleNumber.objects.filter(value__in=numbers).order_by().values("title_id")
    return rows.filter(pk__in=same.union(Title.objects.order_by().filter(sort_title=keeper.sort_title).values("pk")))


def _words(column: str) -> str:
    return column.removesuffix("_text").replace("_", " ").capitalize()


def _rows(keeper: Title, other: Title) -> list[MergeRow]:
    types = ItemType.objects.in_bulk([keeper.item_type_id, other.item_type_id])
    counts = {one.pk: Copy.objects.filter(product_id=one.pk).count() for one in (keeper, other)}

    def text(one: Title, name: str) -> str:
        value = getattr(one, name)
        return str(types[value]) if name == "item_type_id" else str(value if value is not None else "")

    rows = [
        MergeRow("", "Title", keeper.full_title, other.full_title),
        MergeRow("", "Copies", str(counts[keeper.pk]), str(counts[other.pk])),
    ]
    rows += [MergeRow("", _words(name), text(keeper, name), text(other, name)) for name in _TOLD]
    rows.append(MergeRow("", "Format", keeper.get_format_display(), other.get_format_display()))
    return rows + [MergeRow(name, label, text(keeper, name), text(other, name)) for name, label in MERGED_FACTS.items()]


def _crumbs(title: Title) -> list[Crumb]:
    return [*crumbs(), Crumb(str(title), reverse("library:work_title", args=[title.pk]))]


def _find(actor: Actor, pk: int) -> Title:
    return work_title(actor, pk)


PAGES = MergePages(
    kind=Title.KIND_REF,
    find=_find,
    label=str,
    crumbs=_crumbs,
    rows=_rows,
    facts=MERGED_FACTS,
    merge=merge_titles,
    split=split_titles,
    page="library:work_title",
    pair="library:title_merge",
    own="of its own",
)
