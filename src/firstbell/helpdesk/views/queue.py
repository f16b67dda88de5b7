"""The technician's queue: one page, its rows as they are polled, and a ticket at its side."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Tab
from firstbell.core.ui.toasts import toasts_of
from firstbell.helpdesk.forms.states import StateForm
from firstbell.helpdesk.lifecycle import transitions_from
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import entries_for
from firstbell.helpdesk.queries.queue import WHOSE, Part, board, numbers_for, still_holds, tag_for
from firstbell.helpdesk.views.tickets import due_badge, state_badge

#: Seconds between two polls of a page that is looked at.
EVERY = 10
#: Last words shown at the side.
_WORDS = 4


@page(May.TICKET_WORK)
def queue(request: Request) -> HttpResponseBase:
    """All open tickets of one's schools, what hurts first on top. ``?whose=``, ``?only=`` a part, ``?at=`` the chosen ticket."""
    whose, only = _asked(request)
    context = _rows(request, whose, only)
    url = reverse("helpdesk:queue")
    keys = {"mine": ("Mine", "m"), "none": ("Unassigned", "u"), "all": ("Everybody’s", "e")}
    context |= {
        "page_title": "Queue",
        "tabs": [(Tab(label, f"{url}?whose={one}", one == whose), key) for one, (label, key) in keys.items()],
        "all_parts_url": f"{url}?whose={whose}" if only is not None else "",
        "every": EVERY,
        "me": request.actor.account_id,
        "at": request.GET.get("at", ""),
    }
    return render(request, "helpdesk/queue.html", context)


@require_GET
def queue_rows(request: HttpRequest) -> HttpResponseBase:
    """The rows again, or 304: three statements then (session, account, version), whatever the number of tickets."""
    tag = request.headers.get("If-None-Match", "")
    # Whoever looks through somebody else's eyes is asked who that is every time.
    if tag and request.user.is_authenticated and not hasattr(request, "disguise"):
        key = f"account:{request.user.pk}"
        if still_holds(tag, key, asked=request.META.get("QUERY_STRING", ""), now=timezone.now()):
            response = HttpResponseNotModified()
            response.headers["ETag"] = tag
            return response
    return _fresh_rows(request)


@page(May.TICKET_WORK)
def _fresh_rows(request: Request) -> HttpResponseBase:
    context = _rows(request, *_asked(request))
    response = render(request, "helpdesk/queue_rows.html", context)
    response.headers["ETag"] = context["tag"]
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@page(May.TICKET_WORK)
def queue_ticket(request: Request, pk: int) -> HttpResponseBase:
    """A ticket beside the queue: its head, the last words, the steps. What is done there leads back here."""
    actor = request.actor
    related = ("organisation", "requester", "assignee__person", "symptom", "place", "walk__card")
    found = get_object_or_404(Ticket.objects.visible_to(actor).select_related(*related), pk=pk)
    if not actor.can(May.TICKET_WORK, at=found.organisation.scope_path):
        raise Http404
    whose, only = _asked(request)
    context = {
        "ticket": found,
        "row": _row(found),
        "entries": entries_for(found, actor)[-_WORDS:],
        "tries": list(found.walk.tries.all()) if found.walk is not None else [],
        "steps": [StateForm(step=step, ticket=found, actor=actor) for step in transitions_from(found, actor)],
        "next": f"{reverse('helpdesk:queue')}?{urlencode(_query(whose, only) | {'at': found.pk})}",
        "said": toasts_of(messages.get_messages(request)),
        "me": actor.account_id,
    }
    return render(request, "helpdesk/queue_ticket.html", context)


def _rows(request: Request, whose: str, only: Part | None) -> dict[str, Any]:
    now, actor = timezone.now(), request.actor
    query = urlencode(_query(whose, only))
    numbers = numbers_for(actor)
    shown = board(actor, now, whose=whose, only=only)
    url = reverse("helpdesk:queue")
    return {
        "board": shown,
        "parts": [
            {
                "part": one.part,
                "rows": [_row(ticket) for ticket in one.tickets],
                "total": one.total,
                "more": one.more,
                "more_url": f"{url}?{urlencode(_query(whose, one.part))}" if only is None else "",
            }
            for one in shown.parts
        ],
        "nothing_at_all": whose == "all" and only is None,
        "query": query,
        "tag": tag_for(actor, numbers, asked=query, now=now, until=shown.until),
    }


def _row(ticket: Ticket) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "state": state_badge(ticket),
        "hurts": due_badge(ticket.hurts_at),
        "requester": ticket.requester.name if ticket.requester is not None else ticket.requester_label,
    }


def _asked(request: HttpRequest) -> tuple[str, Part | None]:
    whose = request.GET.get("whose", "all")
    only = next((one for one in Part if one.key == request.GET.get("only")), None)
    return (whose if whose in WHOSE else "all"), only


def _query(whose: str, only: Part | None) -> dict[str, Any]:
    return {"whose": whose} | ({"only": only.key} if only is not None else {})
