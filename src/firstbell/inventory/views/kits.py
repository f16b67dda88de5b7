"""Kits: the list, a new one, and what is put into or taken out of one on its page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.scan import normalise
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.actions import add_kit, put_into_kit, take_out_of_kit
from firstbell.inventory.forms import KitForm
from firstbell.inventory.models import Item, ItemType, KitPart
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import RELATED, find_item
from firstbell.inventory.views.items import status_badge


class KitList(Listing[Item]):
    """Kits in the house, by tag."""

    name = "inventory.kits"
    title = "Kits"
    default_sort = "tag"
    columns: ClassVar = (
        Column[Item]("tag", "Tag", value=lambda i: i.label, sort=("barcode_norm", "pk"), primary=True, code=True),
        Column[Item]("name", "Kit", value=lambda i: i.product.name),
        Column[Item]("parts", "Parts", value=lambda i: i.parts, numeric=True),  # type: ignore[attr-defined]
        Column[Item]("status", "Status", value=lambda i: i.get_status_display(), html=status_badge),
        Column[Item]("holder", "Who", value=lambda i: i.holder.name if i.holder else ""),
        Column[Item]("place", "Place", value=lambda i: i.place.name if i.place else ""),
        Column[Item]("school", "School", value=lambda i: i.organisation.short),
    )
    empty = Empty(
        "shelf", "No kits yet", "A camera with its lens and bag: one barcode, lent as one.", "Add a kit", "add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Item]:
        kits = Item.objects.visible_to(actor).filter(item_type__purpose=ItemType.Purpose.KIT)
        return kits.select_related(*RELATED).annotate(parts=Count("kit_parts"))

    def searched(self, queryset: QuerySet[Item], text: str, actor: Actor) -> QuerySet[Item]:
        return queryset.filter(barcode_norm__startswith=normalise(text)) | queryset.filter(
            product__name__icontains=text
        )

    def url(self, row: Item) -> str:
        return reverse("inventory:item", args=[row.pk])


@page(May.ITEM_VIEW)
def kits(request: Request) -> HttpResponseBase:
    context = {"can_add": request.actor.can(May.ITEM_ADD)}
    return list_page(request, KitList(), template="inventory/kits.html", context=context)


@page(May.ITEM_ADD)
def kit_add(request: Request) -> HttpResponseBase:
    """A name, a barcode, and the parts by scanning them one after the other."""
    form = KitForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        kit = attempt(form, lambda: _add(form, request.actor))
        if kit is not None:
            url = reverse("inventory:item", args=[kit.pk])
            return redirect_with_toast(request, url, Toast(f"{kit.label} is a kit of {kit.kit_parts.count()} parts."))
    context: dict[str, Any] = {
        "page_title": "Add a kit",
        "breadcrumbs": [Crumb("Kits", reverse("inventory:kits"))],
        "form": form,
        "submit": "Add",
        "cancel_url": reverse("inventory:kits"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


def _add(form: KitForm, by: Actor) -> Item:
    values = form.cleaned_data
    return add_kit(
        values["school"],
        name=values["name"],
        barcode=values["barcode"],
        place=values["place"],
        parts=values["parts"],
        by=by,
    )


@require_POST
@page(May.ITEM_EDIT)
def kit_put(request: Request, pk: int) -> HttpResponseBase:
    """A part by its scanned code, from the kit's page."""
    kit = _kit(request.actor, pk)
    code, role = request.POST.get("code", "").strip()[:120], request.POST.get("role", "")
    part = find_item(code, request.actor)
    back = reverse("inventory:item", args=[pk])
    if part is None:
        return redirect_with_toast(request, back, Toast(f"Nothing here has the code “{code}”.", tone="bad"))
    done = f"{part.label} lies in {kit.label}."
    return go_after(request, back, lambda: put_into_kit(kit, part, role=role, by=request.actor), done)


@require_POST
@page(May.ITEM_EDIT)
def kit_take_out(request: Request, pk: int, part_pk: int) -> HttpResponseBase:
    kit = _kit(request.actor, pk)
    line = KitPart.objects.filter(pk=part_pk, kit=kit).select_related("kit", "part").first()
    if line is None:
        raise NotFound("That part does not lie in this kit.")
    back = reverse("inventory:item", args=[pk])
    done = f"{line.part.label} is taken out of {kit.label}."
    return go_after(request, back, lambda: take_out_of_kit(line, by=request.actor), done)


def _kit(actor: Actor, pk: int) -> Item:
    kits = Item.objects.visible_to(actor).filter(item_type__purpose=ItemType.Purpose.KIT)
    return get_object_or_404(kits.select_related("organisation", "item_type"), pk=pk)
