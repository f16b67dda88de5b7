"""Labels: choose things and a size, print the sheets."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.forms import LabelForm
from firstbell.inventory.label_sheets import Label, sheets
from firstbell.inventory.models import Item, LabelSize
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import concrete
from firstbell.rooms.models import Place

MOST_LABELS = 500


@page(May.LABEL_PRINT)
def labels(request: Request) -> HttpResponseBase:
    """``?item=`` (one or several) or ``?cart=`` fill the form."""
    ids = [int(pk) for pk in request.GET.getlist("item") if pk.isdecimal()][:MOST_LABELS]
    tags = [concrete(item).label for item in _printable(request.actor).filter(pk__in=ids)] if ids else []
    form = LabelForm(
        actor=request.actor, initial={"codes": "\n".join(tags), "cart": request.GET.get("cart"), "skip": 0}
    )
    context = {
        "page_title": "Print labels",
        "page_meta": "The tag as a QR code, as bars and as text",
        "form": form,
        "has_sizes": LabelSize.objects.exists(),
    }
    return render(request, "inventory/labels.html", context)


@page(May.LABEL_PRINT)
def labels_print(request: Request) -> HttpResponseBase:
    form = LabelForm(request.GET, actor=request.actor)
    context = {"page_title": "Print labels", "form": form, "has_sizes": True}
    if not form.is_valid():
        return render(request, "inventory/labels.html", context, status=422)
    items, unknown = _chosen(request.actor, form.cleaned_data["codes"], form.cleaned_data["cart"])
    without_tag = [item.label for item in items if not item.barcode]
    found = [Label(item.barcode, (item.product.name, item.organisation.short)) for item in items if item.barcode]
    if not found or len(found) > MOST_LABELS:
        problem = f"That is {len(found)} labels. Choose from 1 to {MOST_LABELS}."
        form.add_error("codes", problem)
        return render(request, "inventory/labels.html", context, status=422)
    size = form.cleaned_data["size"]
    drawn = sheets(found, size, skip=form.cleaned_data["skip"] or 0)
    return render(
        request,
        "inventory/labels_print.html",
        {
            "page_title": f"{len(found)} labels, {size.name}",
            # Drawn by label_sheets, which escapes every text.
            "sheets": [mark_safe(sheet) for sheet in drawn],  # noqa: S308
            "paper": size.paper,
            "unknown": unknown,
            "without_tag": without_tag,
            "print_back_url": reverse("inventory:labels"),
        },
    )


def _printable(actor: Actor) -> QuerySet[Item]:
    scope = actor.scope(May.LABEL_PRINT)
    visible = Item.objects.visible_to(actor).filter(scope.q("organisation__path"))
    return visible.exclude(status__in=lifecycle.GONE).select_related("product", "organisation", "device")


def _chosen(actor: Actor, codes: str, cart: Place | None) -> tuple[list[Item], list[str]]:
    """The things in the order they were scanned, then the cart's by slot; and the codes nobody knows."""
    wanted = [code for code in dict.fromkeys(normalise(line) for line in codes.splitlines()) if code]
    matches = _printable(actor).filter(Q(barcode_norm__in=wanted) | Q(device__serial_norm__in=wanted))
    by_code: dict[str, Item] = {}
    for item in map(concrete, matches):
        by_code.setdefault(item.barcode_norm, item)
        by_code.setdefault(getattr(item, "serial_norm", item.barcode_norm), item)
    chosen = [by_code[code] for code in wanted if code in by_code]
    if cart is not None:
        chosen += map(concrete, _printable(actor).filter(home=cart).order_by("home_slot", "barcode_norm"))
    return list({item.pk: item for item in chosen}.values()), [code for code in wanted if code not in by_code]
