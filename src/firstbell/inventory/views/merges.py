"""Two entries that are one thing: find the other, compare, make them one, take them apart."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.core import scan
from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.merge_pages import MergePages
from firstbell.core.search import matching_ids, words
from firstbell.core.ui.shapes import Crumb, MergeRow
from firstbell.inventory.actions.merges import merge_items, split_items
from firstbell.inventory.models import Device, FundingSource, Item, ItemType, Product
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import MERGED_FACTS, concrete, device_of, facts_of
from firstbell.inventory.views.items import visible_item
from firstbell.rooms.models import Place

_MOST_HITS = 20
_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "B": "8", "S": "5", "Z": "2", "G": "6"})
_NAMED: dict[str, Any] = {
    "product_id": Product, "item_type_id": ItemType, "home_id": Place, "funding_source_id": FundingSource,
}  # fmt: skip


@page(May.ITEM_MERGE)
def merge_pick(request: Request, pk: int) -> HttpResponseBase:
    """Which other entry is this thing? A code or words in ``?q=``; else serials that are read alike."""
    keeper = _mergeable(request.actor, pk)
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "page_title": f"Same thing as {keeper.label}",
        "page_meta": "Choose the other entry. Nothing happens yet.",
        "breadcrumbs": _crumbs(keeper),
        "item": keeper,
        "query": text,
        "found": _found(request.actor, keeper, text),
    }
    return render(request, "inventory/merge_pick.html", context)


@page(May.ITEM_MERGE)
def merge(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Both side by side; POST makes them one."""
    return PAGES.compare(request, pk, other_pk)


@page(May.ITEM_MERGE)
def split(request: Request, pk: int) -> HttpResponseBase:
    """What a merge moved, and the button that gives it back."""
    return PAGES.apart(request, pk)


def rows_of(keeper: Item, other: Item) -> list[MergeRow]:
    """Where it stands, then the facts of both; keys by the names of what they point at."""
    mine, theirs = facts_of(keeper), facts_of(other)
    names = {
        column: model._default_manager.in_bulk({one[column] for one in (mine, theirs) if one.get(column)})
        for column, model in _NAMED.items()
        if mine.get(column) != theirs.get(column) or mine.get(column)
    }

    def text(facts: dict[str, Any], column: str) -> str:
        value = facts.get(column)
        return (
            str(names[column].get(value, "")) if column in _NAMED and value else str(value if value is not None else "")
        )

    def standing(item: Item) -> str:
        who = item.holder or item.assigned_to
        return f"{item.get_status_display()}{f', {who}' if who else ''}"

    rows = [MergeRow("", "Standing", standing(keeper), standing(other))]
    return rows + [MergeRow(name, label, text(mine, name), text(theirs, name)) for name, label in MERGED_FACTS.items()]


def _found(actor: Actor, keeper: Item, text: str) -> list[Item]:
    if not text:
        ids = _read_alike(actor, keeper)
    else:
        ids = [match.id for match in scan.resolve(text, actor) if match.kind == Item.KIND_REF]
        if not ids and words(text):
            scope = actor.scope(May.ITEM_VIEW)
            ids = matching_ids(Item.KIND_REF, words(text), scope, limit=_MOST_HITS)
    scope = actor.scope(May.ITEM_MERGE)
    found = Item.objects.visible_to(actor).filter(scope.q("organisation__path"), pk__in=ids).exclude(pk=keeper.pk)
    return [
        concrete(one)
        for one in found.select_related("product", "organisation", "device").order_by("barcode_norm", "pk")
    ]


def _read_alike(actor: Actor, keeper: Item) -> list[int]:
    """Devices of the same school whose serial differs only by letters that are read as digits."""
    device = device_of(keeper)
    if device is None:
        return []
    wanted = device.serial_norm.translate(_CONFUSED)
    visible = Item.objects.visible_to(actor).filter(organisation_id=keeper.organisation_id).exclude(pk=keeper.pk)
    rows = Device._base_manager.filter(pk__in=visible.order_by().values("pk")).order_by()
    serials = rows.values_list("pk", "serial_norm")
    return [pk for pk, serial in serials if serial.translate(_CONFUSED) == wanted][:_MOST_HITS]


def _mergeable(actor: Actor, pk: int) -> Item:
    found = visible_item(actor, pk)
    if not actor.can(May.ITEM_MERGE, at=found.organisation.scope_path):
        raise Http404
    return found


def _crumbs(item: Item) -> list[Crumb]:
    return [Crumb("Devices", reverse("inventory:items")), Crumb(item.label, reverse("inventory:item", args=[item.pk]))]


PAGES = MergePages(
    kind=Item.KIND_REF,
    find=_mergeable,
    label=lambda item: item.label,
    crumbs=_crumbs,
    rows=rows_of,
    facts=MERGED_FACTS,
    merge=merge_items,
    split=split_items,
    page="inventory:item",
    pair="inventory:merge",
    own="of its own",
)
