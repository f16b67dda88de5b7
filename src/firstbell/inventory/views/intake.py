"""New things: one device, or a box by scanning its serial numbers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.actions import Intake, add_device, add_scanned_devices
from firstbell.inventory.forms import ItemForm, ScanInForm
from firstbell.inventory.permissions import InventoryPermission as May


@page(May.ITEM_ADD)
def item_add(request: Request) -> HttpResponseBase:
    form = ItemForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        intake = Intake(
            organisation=facts["organisation"],
            item_type=facts["item_type"],
            funding_source=facts["funding_source"],
            purchased_on=facts["purchased_on"],
            cost_cents=facts["cost_cents"],
            order_number=facts["order_number"],
            warranty_until=facts["warranty_until"],
            notes=facts["notes"],
        )
        added = attempt(
            form,
            lambda: add_device(
                facts["product"], serial=facts["serial"], barcode=facts["barcode"], intake=intake, by=request.actor
            ),
        )
        if added is not None:
            return redirect_with_toast(
                request, reverse("inventory:item", args=[added.pk]), Toast(f"{added.label} is in.")
            )
    context = {
        "page_title": "Add a device",
        "breadcrumbs": [Crumb("Devices", reverse("inventory:items"))],
        "form": form,
        "submit": "Add",
        "cancel_url": reverse("inventory:items"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(May.ITEM_ADD)
def scan_in(request: Request) -> HttpResponseBase:
    """Good lines land; a refused one says why and stays to be mended."""
    form = ScanInForm(request.POST or None, actor=request.actor)
    outcome = None
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        model, lines = values.pop("model"), values.pop("lines").splitlines()
        outcome = attempt(
            form, lambda: add_scanned_devices(model, lines=lines, intake=Intake(**values), by=request.actor)
        )
        if outcome is not None and outcome.refused:
            left = {**values, "model": model, "lines": "\n".join(line.text for line in outcome.refused)}
            form = ScanInForm(actor=request.actor, initial=left)
    if outcome is not None and not outcome.refused:
        taken_in = urlencode({"added": [device.pk for device in outcome.added]}, doseq=True)
        url = f"{reverse('inventory:scan_in')}?{taken_in}"
        return redirect_with_toast(request, url, Toast(f"{len(outcome.added)} devices are in."))
    context = {
        "page_title": "Scan in a box",
        "page_meta": "Devices of one model that came together",
        "breadcrumbs": [Crumb("Devices", reverse("inventory:items"))],
        "form": form,
        "outcome": outcome,
        "labels_url": _labels_url(request, [device.pk for device in outcome.added] if outcome is not None else []),
    }
    return render(request, "inventory/scan_in.html", context, status=422 if form.errors else 200)


def _labels_url(request: Request, added: list[int]) -> str:
    """Where the labels of what was just taken in are printed; empty when nothing was."""
    ids = [*added, *(int(text) for text in request.GET.getlist("added") if text.isdecimal() and len(text) < 19)]
    if not ids or not request.actor.can(May.LABEL_PRINT):
        return ""
    return f"{reverse('inventory:labels')}?{urlencode({'item': ids}, doseq=True)}"
