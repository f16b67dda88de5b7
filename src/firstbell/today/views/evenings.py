"""Three minutes at the end of the day: what was done, what is promised, what is left, and where it goes."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page, safe_next
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import language_for, possible_assignees
from firstbell.helpdesk.queries.queue import work_of
from firstbell.rooms.queries import school_days_of, zone_of
from firstbell.today.queries.evenings import evening_of
from firstbell.today.queries.walks import schools_of
from firstbell.today.views.walks import chosen_school


@page(May.TICKET_WORK)
def evening(request: Request) -> HttpResponseBase:
    """The day at a glance. ``?left=`` are the tickets that were looked at and stay as they are."""
    now = timezone.now()
    school = chosen_school(request, [one for one, _ in schools_of(request.actor, now)])
    if school is None:
        return render(request, "today/evening.html", {"page_title": "End of day", "evening": None})
    found = evening_of(request.actor, school, now)
    left = {
        int(one) for one in request.GET.get("left", "").split(",") if one.isascii() and one.isdigit() and len(one) < 16
    }
    url = reverse("today:evening")

    def with_left(ids: set[int]) -> str:
        return f"{url}?school={school.pk}&left={','.join(map(str, sorted(ids)))}"

    context = {
        "page_title": "End of day",
        "page_meta": f"{school.name}, {now.astimezone(zone_of(school)):%A, %B %-d}",
        "evening": found,
        "undecided": [(one, with_left(left | {one.pk})) for one in found.open if one.pk not in left],
        "left": [one for one in found.open if one.pk in left],
        "colleagues": [one for one in possible_assignees(school) if one.pk != request.actor.account_id],
        "next": with_left(left),
    }
    return render(request, "today/evening.html", context)


@require_POST
@page(May.TICKET_WORK)
def push(request: Request) -> HttpResponseBase:
    """Not today any more: scheduled for the school's next open day, and the requester can read so."""
    pk = request.POST.get("ticket", "")
    tickets = work_of(request.actor).select_related("organisation", "requester")
    ticket = get_object_or_404(tickets, pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 16 else 0)
    day = next_day(ticket, timezone.now())
    details = {"text": words_of_push(ticket, day), "wake_on": day}
    return go_after(
        request,
        safe_next(request, reverse("today:evening")),
        lambda: change_state(ticket, to=TicketState.SCHEDULED, details=details, by=request.actor),
        f"{ticket.number} is for {day:%A, %B %-d}.",
    )


def next_day(ticket: Ticket, now: dt.datetime) -> dt.date:
    """The next open day of the ticket's school."""
    today = now.astimezone(zone_of(ticket.organisation)).date()
    days = school_days_of(ticket.organisation, first=today, last=today + dt.timedelta(days=40))
    return days.add_open_days(today, 1) or today + dt.timedelta(days=1)


def words_of_push(ticket: Ticket, day: dt.date) -> str:
    """What the requester reads, in their language."""
    if language_for(ticket) == "es":
        return f"Seguimos con esto el {day:%d/%m/%Y}."
    return f"We go on with this on {day:%A, %B %-d}."
