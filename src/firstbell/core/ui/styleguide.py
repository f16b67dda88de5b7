"""The style page: every component of the kit in realistic use, for those who build pages. Mounted at /ui/ by config.

Open while DEBUG or the demo is on, and to staff; 404 for everybody else. Nothing on it writes anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from firstbell.core.ui import samples

View = Callable[[HttpRequest], HttpResponse]


def for_builders(view: View) -> View:
    """404 unless DEBUG, the demo, or a staff account."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        is_staff = getattr(getattr(request, "user", None), "is_staff", False)
        if not (settings.DEBUG or getattr(settings, "FIRSTBELL_DEMO", False) or is_staff):
            raise Http404
        return view(request)

    return guarded


@for_builders
def styleguide(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    return render(request, "core/ui/styleguide.html", samples.page_context())


@for_builders
def styleguide_list(request: HttpRequest) -> HttpResponse:
    """The list page with sample devices; `?empty` shows it with nothing found."""
    listing = samples.empty_listing(request.path) if "empty" in request.GET else samples.device_listing(request)
    return render(
        request,
        "core/list.html",
        {"page_title": "Devices", "page_meta": "Sample rows of the style page", "listing": listing},
    )


@for_builders
def styleguide_print(request: HttpRequest) -> HttpResponse:
    """A sample slip; `?paper=a4|receipt|label` for the other papers."""
    return render(
        request,
        "core/ui/styleguide_print.html",
        {
            "page_title": "Loan slip",
            "print_back_url": "/ui/",
            "paper": request.GET.get("paper", "letter"),
            "slip": samples.SLIP,
        },
    )
