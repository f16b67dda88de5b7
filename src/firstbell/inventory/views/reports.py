"""When the devices lose their updates: years by type, grade or school."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.inventory.permissions import InventoryPermission as May
from firstbell.inventory.queries import aue_report

GROUPS = {"type": "By type", "grade": "By grade of the owner", "school": "By school"}


@page(May.ITEM_VIEW)
def update_expiration(request: Request) -> HttpResponseBase:
    by = request.GET.get("by", "type")
    by = by if by in GROUPS else "type"
    context = {
        "page_title": "Updates end",
        "page_meta": "How many devices lose automatic updates in which year",
        "breadcrumbs": [Crumb("Devices", reverse("inventory:items"))],
        "report": aue_report(request.actor, by=by),
        "tabs": [Tab(label, f"?by={key}", active=key == by) for key, label in GROUPS.items()],
        "this_year": timezone.localdate().year,
    }
    return render(request, "inventory/update_expiration.html", context)
