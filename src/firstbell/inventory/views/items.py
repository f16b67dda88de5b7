"""The list of items, an item's page, and the forms that change one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.attachments import attach_file, attachments_of
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.merging import merges_into
from firstbell.core.search import matching_ids, words
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact, TimelineEntry, Tone
from firstbell.core.ui.toasts import Toast
from firstbell.inventory import lifecycle
from firstbell.inventory.actions import change_status, edit_item, move_item, set_condition
from firstbell.inventory.forms import ConditionForm, ItemFilterForm, ItemForm, MoveForm, StatusForm
from firstbell.inventory.models import Device, Item, ItemType, ManagementRecord, PastEvent, RegisterRecord, Status
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.ports import page_elsewhere
from firstbell.inventory.queries import RELATED, SOON_DAYS, concrete, effective_aue, without_library

_MOST_HITS = 1000
PAST_SHOWN = 50
_DETAIL = (*RELATED, "product__devicemodel", "funding_source", "device")
TONES: dict[str, Tone] = {
    Status.AVAILABLE: "good",
    Status.LOANER_AVAILABLE: "good",
    Status.ASSIGNED: "info",
    Status.PLACED: "info",
    Status.ON_LOAN: "brass",
    Status.READY_RETURN: "good",
    Status.MISSING: "bad",
    Status.LOST: "bad",
    Status.STOLEN: "bad",
    Status.QUARANTINE: "bad",
    Status.IN_TRIAGE: "warn",
    Status.IN_REPAIR: "warn",
    Status.AT_VENDOR: "warn",
}


def status_badge(item: Item) -> SafeString:
    return marks.badge(item.get_status_display(), tone=TONES.get(item.status, "neutral"))


def ends_badge(day: dt.date | None) -> SafeString | str:
    """A date after which something ends: over, soon, or just the date."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    if left < 0:
        return marks.badge(f"over since {day:%b %Y}", tone="bad", icon="clock")
    if left <= SOON_DAYS:
        return marks.badge(f"{max(left // 30, 0)} months left", tone="warn", icon="clock")
    return f"{day:%b %Y}"


def _holder(item: Item) -> str:
    if item.item_type.holder_is_private:
        return ""
    holder = item.holder or item.assigned_to
    return holder.name if holder is not None else ""


class ItemList(Listing[Item]):
    """Things in the house, by tag."""

    name = "inventory.items"
    title = "Devices and things"
    default_sort = "tag"
    about = ("holder_id", "assigned_to_id")
    columns: ClassVar = (
        Column[Item]("tag", "Tag", value=lambda i: i.label, sort=("barcode_norm", "pk"), primary=True, code=True),
        Column[Item]("model", "Model", value=lambda i: i.product.name),
        Column[Item]("type", "Type", value=lambda i: i.item_type.name, shown=False),
        Column[Item](
            "status",
            "Status",
            value=lambda i: i.get_status_display(),
            html=status_badge,
            sort=("status", "barcode_norm"),
        ),
        Column[Item]("holder", "Who", value=_holder),
        Column[Item]("place", "Place", value=lambda i: i.place.name if i.place else ""),
        Column[Item]("school", "School", value=lambda i: i.organisation.short),
        Column[Item](
            "aue", "Updates end", value=lambda i: effective_aue(i) or "", html=lambda i: ends_badge(effective_aue(i))
        ),
        Column[Item]("serial", "Serial number", value=lambda i: getattr(i, "serial", ""), code=True, shown=False),
        Column[Item]("condition", "Condition", value=lambda i: i.get_condition_display(), shown=False),
        Column[Item]("home", "Home", value=lambda i: i.home.name if i.home else "", shown=False),
        Column[Item]("slot", "Slot", value=lambda i: i.home_slot, shown=False),
        Column[Item]("warranty", "Warranty until", value=lambda i: i.warranty_until or "", shown=False),
        Column[Item]("seen", "Last seen", value=lambda i: i.last_seen_at or "", shown=False),
    )
    empty = Empty(
        "laptop",
        "Nothing here yet",
        "Bring in the Chromebook list from Google Admin, or scan a box of new devices.",
        "Import a file",
        "/imports/new/",
    )

    def queryset(self, actor: Actor) -> QuerySet[Item]:
        return Item.objects.visible_to(actor).select_related(*RELATED, "product__devicemodel")

    def form(self, data: QueryDict, actor: Actor) -> ItemFilterForm:
        return ItemFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Item], data: Mapping[str, Any], actor: Actor) -> QuerySet[Item]:
        status = data.get("status") or ""
        if status == "":
            queryset = queryset.exclude(status__in=lifecycle.GONE)
        elif status != "all":
            queryset = queryset.filter(status=status)
        kind = data.get("item_type")
        if kind is None or kind.purpose != ItemType.Purpose.LIBRARY:
            queryset = without_library(queryset)
        for name, column in (
            ("school", "organisation"),
            ("item_type", "item_type"),
            ("model", "product"),
            ("condition", "condition"),
            ("funding", "funding_source"),
            ("place", "place"),
        ):
            if data.get(name):
                queryset = queryset.filter(**{column: data[name]})
        if data.get("holder"):
            queryset = queryset.filter(holder__isnull=data["holder"] == "no")
        if data.get("warranty"):
            queryset = queryset.filter(warranty_until__lt=data["warranty"])
        if data.get("aue"):
            year = int(data["aue"])
            own = Q(device__aue_date__year=year)
            models = Q(device__aue_date=None, product__devicemodel__aue_date__year=year)
            queryset = queryset.filter(own | models)
        return queryset

    def searched(self, queryset: QuerySet[Item], text: str, actor: Actor) -> QuerySet[Item]:
        asked = words(text)
        ids = matching_ids(Item.KIND_REF, asked, actor.scope(May.ITEM_VIEW), limit=_MOST_HITS) if asked else []
        return queryset.filter(pk__in=ids)

    def url(self, row: Item) -> str:
        return reverse("inventory:item", args=[row.pk])

    def prepared(self, rows: list[Item], actor: Actor) -> list[Item]:
        return [concrete(row) for row in rows]


@page(May.ITEM_VIEW)
def items(request: Request) -> HttpResponseBase:
    context = {"can_add": request.actor.can(May.ITEM_ADD), "can_label": request.actor.can(May.LABEL_PRINT)}
    return list_page(request, ItemList(), template="inventory/items.html", context=context)


@page()
def item(request: Request, pk: int) -> HttpResponseBase:
    """A thing's page; where a room above has one of its own for it, that one, unless ``?thing`` asks for this."""
    try:
        found = visible_item(request.actor, pk)
    except Http404:
        return redirect("inventory:item", _became(request.actor, pk))
    elsewhere = "" if "thing" in request.GET else page_elsewhere(found.item_type.purpose, found.pk, request.actor)
    if elsewhere:
        return redirect(elsewhere)
    return render(request, "inventory/item.html", item_context(request, found))


def visible_item(actor: Actor, pk: int) -> Item:
    found = Item.objects.visible_to(actor).select_related(*_DETAIL).filter(pk=pk).first()
    if found is None:
        raise Http404
    return concrete(found)


def _became(actor: Actor, pk: int) -> int:
    """The item that an entry was made one with, for old links to it."""
    keeper = Item.objects.visible_to(actor).filter(merged=pk).first()
    if keeper is None:
        raise Http404
    return keeper.pk


def item_context(request: Request, found: Item, bound: StatusForm | None = None) -> dict[str, Any]:
    """What an item's page shows; ``bound`` is a step's form that came back with faults."""
    actor, path = request.actor, found.organisation.scope_path
    steps = [
        bound if bound is not None and bound.step == step else StatusForm(step=step, item=found, actor=actor)
        for step in lifecycle.transitions_from(found, actor)
    ]
    sees_all, may_merge = actor.can(May.ITEM_VIEW, at=path), actor.can(May.ITEM_MERGE, at=path)
    return {
        "page_title": found.label,
        "page_meta": found.product.name,
        "breadcrumbs": [Crumb("Devices", reverse("inventory:items"))] if sees_all else [],
        "item": found,
        "status_badge": status_badge(found),
        "facts": facts_of(found, sees_all=sees_all),
        "records": list(ManagementRecord.objects.filter(device_id=found.pk)) if sees_all else [],
        "registers": list(RegisterRecord.objects.filter(item_id=found.pk)) if sees_all else [],
        "past": past_of(found) if sees_all else [],
        "steps": steps,
        "open_step": bound.step.to if bound is not None else "",
        "attachments": attachments_of(found.ref) if sees_all else [],
        "sees_all": sees_all,
        "can_merge": may_merge,
        "merges": merges_into(Item.KIND_REF, found.pk) if may_merge else [],
        "can_edit": actor.can(May.ITEM_EDIT, at=path),
        "can_move": actor.can(May.ITEM_MOVE, at=path),
        "can_grade": actor.can(May.ITEM_TRIAGE, at=path),
        "can_label": actor.can(May.LABEL_PRINT, at=path),
    }


def past_of(found: Item) -> list[TimelineEntry]:
    """What another system told of it, newest first."""
    return [
        TimelineEntry(
            when=one.at, who=one.who or one.register_name, icon="history",
            text=f"{one.what}: {one.about}" if one.about else one.what, note=one.note,
        )
        for one in PastEvent.objects.filter(item_id=found.pk)[:PAST_SHOWN]
    ]  # fmt: skip


def facts_of(found: Item, *, sees_all: bool) -> list[Fact]:
    """The item's facts; its own holder sees no money and no console."""
    facts = [
        Fact("Tag", found.barcode, code=True),
        Fact("Serial number", getattr(found, "serial", ""), code=True),
        Fact("Type", found.item_type.name),
        Fact("School", found.organisation.name),
        Fact("Condition", found.get_condition_display()),
        Fact("Updates end", effective_aue(found) or ""),
    ]
    if not found.item_type.holder_is_private:
        for label, person in (("Has it now", found.holder), ("Whose it is", found.assigned_to)):
            if person is not None:
                url = reverse("people:person", args=[person.pk]) if sees_all else ""
                facts.append(Fact(label, person.name, url=url, icon="person"))
    for label, place in (("Place", found.place), ("Home", found.home)):
        if place is not None:
            url = reverse("rooms:place", args=[place.pk]) if sees_all else ""
            slot = f", slot {found.home_slot}" if label == "Home" and found.home_slot else ""
            facts.append(Fact(label, f"{place.name}{slot}", url=url, icon="room"))
    if sees_all:
        cost = f"${found.cost_cents / 100:,.2f}" if found.cost_cents is not None else ""
        facts += [
            Fact("Funding", found.funding_source or ""),
            Fact("Purchased", found.purchased_on or ""),
            Fact("Cost", cost),
            Fact("Warranty until", found.warranty_until or ""),
            Fact("Reserved for", found.reserved_for),
            Fact("Last seen", found.last_seen_at.date() if found.last_seen_at else ""),
        ]
    return [fact for fact in facts if fact.text not in ("", None)]


@require_POST
@page()
def item_status(request: Request, pk: int, to: str) -> HttpResponseBase:
    found = visible_item(request.actor, pk)
    step = next((one for one in lifecycle.transitions_from(found, request.actor) if one.to == to), None)
    url = reverse("inventory:item", args=[pk])
    if step is None:
        text = f"{found.label} is “{found.get_status_display()}”; it cannot go that way from there."
        return redirect_with_toast(request, url, Toast(text, tone="bad"))
    form = StatusForm(request.POST, step=step, item=found, actor=request.actor)
    if form.is_valid():
        done = attempt(
            form,
            lambda: change_status(
                found, to, details=form.details(), reason=form.cleaned_data["reason"], by=request.actor
            ),
        )
        if done is not None:
            return redirect_with_toast(request, url, Toast(f"{done.label}: {done.get_status_display().lower()}."))
    return render(request, "inventory/item.html", item_context(request, found, form), status=422)


@page(May.ITEM_MOVE)
def item_move(request: Request, pk: int) -> HttpResponseBase:
    found = visible_item(request.actor, pk)
    request.actor.require(May.ITEM_MOVE, at=found.organisation.scope_path)
    form = MoveForm(request.POST or None, item=found, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: move_item(found, **form.cleaned_data, by=request.actor))
        if done is not None:
            text = f"{found.label} is in {form.cleaned_data['place']} now."
            return redirect_with_toast(request, reverse("inventory:item", args=[pk]), Toast(text))
    return _form_page(request, found, form, f"Move {found.label}", "Move")


@page(May.ITEM_TRIAGE)
def item_condition(request: Request, pk: int) -> HttpResponseBase:
    found = visible_item(request.actor, pk)
    request.actor.require(May.ITEM_TRIAGE, at=found.organisation.scope_path)
    form = ConditionForm(request.POST or None, initial={"condition": found.condition})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: set_condition(found, **form.cleaned_data, by=request.actor))
        if done is not None:
            return redirect_with_toast(request, reverse("inventory:item", args=[pk]), Toast("The condition is saved."))
    return _form_page(request, found, form, f"Condition of {found.label}", "Save")


@page(May.ITEM_EDIT)
def item_edit(request: Request, pk: int) -> HttpResponseBase:
    found = visible_item(request.actor, pk)
    request.actor.require(May.ITEM_EDIT, at=found.organisation.scope_path)
    form = ItemForm(request.POST or None, actor=request.actor, item=found, initial=ItemForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        fresh = visible_item(request.actor, pk)
        if attempt(form, lambda: edit_item(fresh, changes=_changes(fresh, form), by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("inventory:item", args=[pk]), Toast(f"{fresh.label} is saved."))
    return _form_page(request, found, form, f"Edit {found.label}", "Save")


def _changes(found: Item, form: ItemForm) -> dict[str, Any]:
    """A device's model is a Product row to the item."""
    facts = form.facts()
    if "product" in facts:
        facts["product"] = facts["product"].product_ptr
    return facts if isinstance(found, Device) else {name: facts[name] for name in facts if name != "serial"}


@require_POST
@page(May.ITEM_TRIAGE)
def item_attach(request: Request, pk: int) -> HttpResponseBase:
    """A photo or document of the item, e.g. of the damage."""
    found = visible_item(request.actor, pk)
    path = found.organisation.scope_path
    request.actor.require(May.ITEM_TRIAGE, at=path)
    url = reverse("inventory:item", args=[pk])
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        return redirect_with_toast(request, url, Toast("Choose a file first.", tone="bad"))
    try:
        attach_file(found.ref, upload, org_path=path, by=request.actor)
    except FirstbellError as refused:
        return redirect_with_toast(request, url, Toast(str(refused), tone="bad"))
    return redirect_with_toast(request, url, Toast("The file is kept."))


def _form_page(request: Request, found: Item, form: Any, title: str, submit: str) -> HttpResponseBase:
    url = reverse("inventory:item", args=[found.pk])
    context = {
        "page_title": title,
        "page_meta": found.product.name,
        "breadcrumbs": [Crumb("Devices", reverse("inventory:items")), Crumb(found.label, url)],
        "form": form,
        "submit": submit,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
