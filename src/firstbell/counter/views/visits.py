"""A class comes to the library: choose it, serve it on one page, read and print what came of it.

The page is a station drawn in the browser, like those of campaigns (decision 0013): one way for with and without network.
It carries no names itself, because the browser keeps it.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from firstbell.circulation.queries.paper_notices import papers, readers_of_class
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Choice, Crumb
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.visit_looks import look_visit
from firstbell.counter.queries.visits import (
    class_told,
    library_day_of,
    may_override,
    readers_of,
    sees_titles,
    summary_of,
    visit_lines,
    visitable,
    way_of_showing,
)
from firstbell.counter.views.stations import modules, number
from firstbell.people.models import Section
from firstbell.rooms.queries import zone_of

MOST = 100
MODES = (Choice("auto", "Lend or return"), Choice("lend", "Lend"), Choice("return", "Return"))


def section_of(request: Request, pk: int) -> Section:
    """The class, if the actor may serve it; else 404."""
    return get_object_or_404(visitable(request.actor), pk=pk)


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visits(request: Request) -> HttpResponseBase:
    """Which class comes in? Those whose library day is today first."""
    text = request.GET.get("q", "").strip()[:80]
    lines = visit_lines(request.actor, text, most=MOST + 1)
    context = {
        "page_title": "Class visits",
        "page_meta": "A class comes in: choose a child, scan their books, next child.",
        "today": [line for line in lines if line.is_today],
        "others": [line for line in lines if not line.is_today][:MOST],
        "has_more": len(lines) > MOST,
        "most": MOST,
        "text": text,
    }
    return render(request, "counter/visits.html", context)


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visit(request: Request, pk: int) -> HttpResponseBase:
    section = section_of(request, pk)
    context = {
        "page_title": section.title,
        "breadcrumbs": [Crumb("Class visits", reverse("counter:visits"))],
        "section": section,
        "modules": modules(),
        "library_day": library_day_of(section),
        "modes": MODES,
        "told": {
            "section": section.pk,
            "school": section.organisation_id,
            "way": way_of_showing(section),
            "override": may_override(request.actor, section),
            "titles": sees_titles(request.actor, section),
            "account": request.actor.account_id,
            "by": request.actor.name,
        },
    }
    return render(request, "counter/visit.html", context)


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visit_class(request: Request, pk: int) -> HttpResponseBase:
    """JSON: the children of the class with numbers and photos, no titles."""
    return JsonResponse(class_told(section_of(request, pk), request.actor))


@require_POST
@page(CounterPermission.VISIT_SCAN)
def visit_look(request: Request, pk: int) -> HttpResponseBase:
    """JSON: what ``code`` is and what speaks against it; without a code, how it stands with the ``child``.

    A POST although it changes nothing: an address with a child and a book in it would stay in the logs of web servers.
    """
    child = number(request.POST.get("child", ""))
    code = request.POST.get("code", "")[:200]
    return JsonResponse(look_visit(section_of(request, pk), code, request.actor, child=child))


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visit_summary(request: Request, pk: int) -> HttpResponseBase:
    section = section_of(request, pk)
    back = [Crumb("Class visits", reverse("counter:visits")), Crumb(section.title, reverse("counter:visit", args=[pk]))]
    return render(request, "counter/visit_summary.html", _summary(request, section) | {"breadcrumbs": back})


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visit_slip(request: Request, pk: int) -> HttpResponseBase:
    """One sheet for the class: numbers, and titles for those who may know and ask for them."""
    section = section_of(request, pk)
    context = _summary(request, section)
    context["titles"] = context["titles"] and request.GET.get("titles") == "1"
    back = reverse("counter:visit_summary", args=[pk])
    return render(request, "counter/visit_slip.html", context | {"print_back_url": back})


@require_GET
@page(CounterPermission.VISIT_SCAN)
def visit_home_slips(request: Request, pk: int) -> HttpResponseBase:
    """A strip for each child who has something, to take home, in each language that the family reads of those we have.

    How many things; which they are only where the rule “Titles on printed notices” names them on strips, and to who may know.
    """
    section = section_of(request, pk)
    people = list(readers_of(section).select_related("homeroom", "organisation").order_by("sort_name", "pk"))
    readers = readers_of_class(section.organisation, people, names_titles=sees_titles(request.actor, section))
    context = {
        "page_title": f"{section.title}: slips to take home",
        "print_back_url": reverse("counter:visit_summary", args=[pk]),
        "section": section,
        "slips": [
            [paper for code in one.languages for paper in papers([replace(one, languages=(code,))], "out",
             section.organisation, is_strip=True)]
            for one in readers
        ],
        "today": timezone.now().astimezone(zone_of(section.organisation)).date(),
    }  # fmt: skip
    return render(request, "counter/visit_home_slips.html", context)


def _summary(request: Request, section: Section) -> dict[str, object]:
    lines = summary_of(section, request.actor)
    return {
        "page_title": f"{section.title}: what is out",
        "section": section,
        "lines": lines,
        "titles": sees_titles(request.actor, section),
        "out": sum(line.person.out for line in lines),
        "late": sum(line.person.late for line in lines),
        "fresh": sum(line.person.fresh for line in lines),
        "now": timezone.now(),
        "today": timezone.now().astimezone(zone_of(section.organisation)).date(),
    }
