"""Carts: what belongs in them, what is in them, and checking one by scanning."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.inventory.actions import check_cart
from firstbell.inventory.forms import CartCheckForm
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import cart_contents
from firstbell.inventory.queries import carts as all_carts
from firstbell.rooms.models import Place


@page(May.ITEM_VIEW)
def carts(request: Request) -> HttpResponseBase:
    context = {"page_title": "Carts", "lines": all_carts(request.actor)}
    return render(request, "inventory/carts.html", context)


@page(May.ITEM_VIEW)
def cart(request: Request, pk: int) -> HttpResponseBase:
    place = _visible(request.actor, pk)
    context = {
        "page_title": place.name,
        "page_meta": f"{place.organisation.name}{f', in {place.parent}' if place.parent else ''}",
        "breadcrumbs": [Crumb("Carts", reverse("inventory:carts"))],
        "place": place,
        "cart": cart_contents(place, request.actor),
        "can_check": request.actor.can(May.ITEM_MOVE, at=place.organisation.scope_path),
        "can_label": request.actor.can(May.LABEL_PRINT, at=place.organisation.scope_path),
    }
    return render(request, "inventory/cart.html", context)


@page(May.ITEM_MOVE)
def cart_check(request: Request, pk: int) -> HttpResponseBase:
    place = _visible(request.actor, pk)
    request.actor.require(May.ITEM_MOVE, at=place.organisation.scope_path)
    form = CartCheckForm(request.POST or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        codes = form.cleaned_data["codes"].split()
        outcome = attempt(form, lambda: check_cart(place, codes=codes, by=request.actor))
    context = {
        "page_title": f"Check {place.name}",
        "breadcrumbs": [
            Crumb("Carts", reverse("inventory:carts")),
            Crumb(place.name, reverse("inventory:cart", args=[pk])),
        ],
        "place": place,
        "form": form,
        "outcome": outcome,
    }
    return render(request, "inventory/cart_check.html", context, status=422 if form.errors else 200)


def _visible(actor: Actor, pk: int) -> Place:
    carts = Place.objects.visible_to(actor).filter(kind=Place.Kind.CART).select_related("organisation", "parent")
    return get_object_or_404(carts, pk=pk)
