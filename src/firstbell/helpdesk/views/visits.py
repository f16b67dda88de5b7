"""Visits: the periods that suit, and one's own of a day."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import FirstbellError, Forbidden
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.visits import plan_visit
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import days_for_visits, free_periods, possible_assignees, visits_on
from firstbell.helpdesk.views.around import own_page, the_ticket
from firstbell.rooms.queries import zone_of


@page(May.TICKET_WORK)
def visit_plan(request: Request, pk: int) -> HttpResponseBase:
    """The periods of ``?day=`` (else the next school day) that suit; one tap plans the visit."""
    ticket = the_ticket(request, pk)
    if not request.actor.can(May.TICKET_WORK, at=ticket.organisation.scope_path):
        raise Http404
    now = timezone.now()
    days = days_for_visits(ticket, now.astimezone(zone_of(ticket.organisation)).date())
    if request.method == "POST":
        return _plan(request, ticket)
    asked = _day(request.GET.get("day", ""))
    day = asked if asked in days else (days[0] if days else None)
    workers = possible_assignees(ticket.organisation)
    comes = next((one.pk for one in workers if str(one.pk) == request.GET.get("who")), None)
    comes = comes or ticket.assignee_id or request.actor.account_id
    url = reverse("helpdesk:visit_plan", args=[pk])
    context = {
        "page_title": "When would a visit suit?",
        "page_meta": f"{ticket.number}, {ticket.place.name if ticket.place else 'no room named'}",
        "breadcrumbs": [Crumb("Tickets", reverse("helpdesk:tickets")), Crumb(ticket.number, own_page(ticket))],
        "ticket": ticket,
        "day": day,
        "days": [Tab(f"{one:%a %b %-d}", f"{url}?day={one}&who={comes}", one == day) for one in days],
        "slots": free_periods(ticket, day, now, account_id=comes) if day is not None else [],
        "workers": workers,
        "comes": comes,
    }
    return render(request, "helpdesk/visit_plan.html", context)


def _plan(request: Request, ticket: Ticket) -> HttpResponseBase:
    day, chosen = _day(request.POST.get("day", "")), request.POST.get("who", "")
    account = next((one for one in possible_assignees(ticket.organisation) if str(one.pk) == chosen), None)
    url = reverse("helpdesk:visit_plan", args=[ticket.pk])
    if day is None:
        return redirect_with_toast(request, url, Toast("Choose one of the days shown.", tone="bad"))
    try:
        visit = plan_visit(ticket, day=day, period=request.POST.get("period", ""), account=account, by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, f"{url}?day={day}", Toast(str(error), tone="bad"))
    told = " The requester is told." if ticket.requester_id is not None else ""
    text = f"{visit.day:%a %b %-d}, period {visit.period}.{told}"
    return redirect_with_toast(request, own_page(ticket), Toast(text))


@page(May.TICKET_WORK)
def visits(request: Request) -> HttpResponseBase:
    """Where one goes today (``?day=``), by time and building."""
    today = timezone.localdate()
    day = _day(request.GET.get("day", "")) or today
    url = reverse("helpdesk:visits")
    context = {
        "page_title": "My visits today" if day == today else f"My visits on {day:%a %b %-d}",
        "visits": visits_on(request.actor, day),
        "before": f"{url}?day={day - dt.timedelta(days=1)}",
        "after": f"{url}?day={day + dt.timedelta(days=1)}",
        "today_url": url if day != today else "",
    }
    return render(request, "helpdesk/visits.html", context)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
