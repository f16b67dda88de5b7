"""The walk plan on screen and on one sheet of paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Tab
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.queue import reach
from firstbell.people.models import Organisation
from firstbell.rooms.queries import zone_of
from firstbell.today.queries.walks import drawn, schools_of, walk_of


@page(May.TICKET_WORK)
def walk(request: Request) -> HttpResponseBase:
    """Where to walk from now on, in which order, before which bell. ``?school=`` another school."""
    return render(request, "today/walk.html", _context(request))


@page(May.TICKET_WORK)
def walk_print(request: Request) -> HttpResponseBase:
    context = _context(request)
    back = reverse("today:walk")
    context["print_back_url"] = f"{back}?school={context['school'].pk}" if context["school"] else back
    return render(request, "today/walk_print.html", context)


def _context(request: Request) -> dict[str, Any]:
    now = timezone.now()
    schools = schools_of(request.actor, now)
    school = chosen_school(request, [one for one, _ in schools])
    url = reverse("today:walk")
    context: dict[str, Any] = {"page_title": "Walk plan", "school": school, "walk": None, "stretches": []}
    if school is not None:
        found = walk_of(request.actor, school, now)
        local = now.astimezone(zone_of(school))
        context |= {
            "walk": found,
            "page_meta": f"{school.name}, from {local:%H:%M on %A, %B %-d}",
            "stretches": drawn(found),
            "print_url": f"{reverse('today:walk_print')}?school={school.pk}",
        }
    context["tabs"] = [
        Tab(one.short, f"{url}?school={one.pk}", school is not None and one.pk == school.pk, str(count))
        for one, count in schools
    ]
    return context


def chosen_school(request: Request, busy: list[Organisation]) -> Organisation | None:
    """``?school=`` where one works; else the busiest; else the first of one's schools."""
    mine = Organisation.objects.filter(reach(request.actor)[0].q("path"))
    asked = request.GET.get("school", "")
    wanted = mine.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    if wanted is not None or busy:
        return wanted or busy[0]
    return mine.filter(kind=Organisation.Kind.SCHOOL).order_by("pk").first() or mine.order_by("pk").first()
