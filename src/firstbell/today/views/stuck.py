"""What is stuck, and on whom."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Tab
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.today.queries.stuck import stuck


@page(May.TICKET_WORK)
def stuck_page(request: Request) -> HttpResponseBase:
    """One's own waiting tickets, or with ``?whose=all`` everybody's, by whom they wait for."""
    only_mine = request.GET.get("whose") == "mine"
    url = reverse("today:stuck")
    context = {
        "page_title": "Stuck",
        "groups": stuck(request.actor, timezone.now(), only_mine=only_mine),
        "tabs": [Tab("Everybody’s", url, not only_mine), Tab("Mine", f"{url}?whose=mine", only_mine)],
        "me": request.actor.account_id,
        "next": request.get_full_path(),
    }
    return render(request, "today/stuck.html", context)
