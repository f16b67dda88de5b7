"""Accessories: the products themselves, and which go along with a model."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.actions import remove_model_accessory, save_accessory, set_model_accessory
from firstbell.inventory.forms import AccessoryForm, GoesAlongForm
from firstbell.inventory.models import ItemType, ModelAccessory, Product
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.views.catalogue import model_page


def price(product: Product) -> str:
    return f"${product.replacement_cents / 100:,.2f}" if product.replacement_cents else ""


class AccessoryList(Listing[Product]):
    name = "inventory.accessories"
    title = "Accessories"
    default_sort = "name"
    columns: ClassVar = (
        Column[Product]("name", "Accessory", value=lambda p: p.name, sort=("name", "pk"), primary=True),
        Column[Product]("kind", "Kind", value=lambda p: p.item_type.name),
        Column[Product]("maker", "Maker", value=lambda p: p.manufacturer, sort=("manufacturer", "name")),
        Column[Product]("price", "Price when missing", value=price, sort=("replacement_cents", "name"), numeric=True),
        Column[Product]("models", "Goes with models", value=lambda p: p.models, numeric=True),  # type: ignore[attr-defined]
    )
    empty = Empty(
        "plug", "No accessories yet", "Chargers, cases, styluses: what a loan expects back.", "Add one", "add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Product]:
        accessories = Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY).select_related("item_type")
        return accessories.annotate(models=Count("goes_with"))

    def searched(self, queryset: QuerySet[Product], text: str, actor: Actor) -> QuerySet[Product]:
        return queryset.filter(name__icontains=text)

    def url(self, row: Product) -> str:
        return reverse("inventory:accessory_edit", args=[row.pk])


@page(May.CATALOGUE_EDIT)
def accessories(request: Request) -> HttpResponseBase:
    return list_page(request, AccessoryList(), template="inventory/accessories.html")


@page(May.CATALOGUE_EDIT)
def accessory_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(May.CATALOGUE_EDIT)
def accessory_edit(request: Request, pk: int) -> HttpResponseBase:
    products = Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY).select_related("item_type")
    return _edit(request, get_object_or_404(products, pk=pk))


def _edit(request: Request, product: Product | None) -> HttpResponseBase:
    form = AccessoryForm(request.POST or None, initial=AccessoryForm.initial_of(product))
    back = reverse("inventory:accessories")
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_accessory(product, values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, back, Toast(f"{saved} is saved."))
    context: dict[str, Any] = {
        "page_title": f"Edit {product}" if product is not None else "Add an accessory",
        "breadcrumbs": [Crumb("Accessories", back)],
        "form": form,
        "cancel_url": back,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.CATALOGUE_EDIT)
def model_accessory_set(request: Request, pk: int) -> HttpResponseBase:
    """A line of the model's page: an accessory that is known, or a new one."""
    product = get_object_or_404(Product, pk=pk)
    form = GoesAlongForm(request.POST)
    if form.is_valid():
        line = attempt(form, lambda: _set(product, form, request.actor))
        if line is not None:
            return redirect_with_toast(
                request, reverse("inventory:model", args=[pk]), Toast(f"{line.accessory} goes along from now on.")
            )
    return model_page(request, pk, goes_along=form)


def _set(product: Product, form: GoesAlongForm, by: Actor) -> ModelAccessory:
    return set_model_accessory(
        product,
        form.cleaned_data["accessory"],
        count=form.cleaned_data["count"],
        is_expected_back=form.cleaned_data["is_expected_back"],
        by=by,
    )


@require_POST
@page(May.CATALOGUE_EDIT)
def model_accessory_remove(request: Request, pk: int, line_pk: int) -> HttpResponseBase:
    lines = ModelAccessory.objects.select_related("product", "accessory")
    line = get_object_or_404(lines, pk=line_pk, product_id=pk)
    back = reverse("inventory:model", args=[pk])
    done = f"{line.accessory} does not go along any more."
    return go_after(request, back, lambda: remove_model_accessory(line, by=request.actor), done)
