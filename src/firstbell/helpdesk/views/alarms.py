"""Alarms: what machines have reported, what still goes on first."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from firstbell.core.http import Request, page
from firstbell.helpdesk.models import Alarm
from firstbell.helpdesk.permissions import HelpdeskPermission as May

MOST = 200


@page(May.TICKET_WORK)
def alarms(request: Request) -> HttpResponseBase:
    """The latest of each thing watched; older ones are in the tickets."""
    found = Alarm.objects.visible_to(request.actor).select_related("organisation", "ticket__place")
    rows = list(found.order_by("-is_firing", "-heard_at", "-pk")[: MOST + 1])
    context = {"page_title": "Alarms", "rows": rows[:MOST], "has_more": len(rows) > MOST}
    return render(request, "helpdesk/alarms.html", context)
