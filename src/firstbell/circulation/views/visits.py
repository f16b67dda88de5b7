"""Library days: on which weekdays each homeroom comes."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import set_class_visits
from firstbell.circulation.forms.holds import VisitsForm, visits_of
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.visits import homerooms
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

MOST = 400


@page(May.CLASS_VISIT_EDIT)
def visits(request: Request) -> HttpResponseBase:
    found = list(homerooms(request.actor)[: MOST + 1])
    context = {
        "page_title": "Library days",
        "page_meta": "Loans counted in library days are due when the homeroom comes next.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))]
        if request.actor.can(May.POLICY_VIEW)
        else [],
        "lines": [(section, visits_of(section)) for section in found[:MOST]],
        "has_more": len(found) > MOST,
        "most": MOST,
    }
    return render(request, "circulation/visits.html", context)


@require_POST
@page(May.CLASS_VISIT_EDIT)
def visits_save(request: Request, pk: int) -> HttpResponseBase:
    section = get_object_or_404(homerooms(request.actor), pk=pk)
    form = VisitsForm(request.POST)
    if not form.is_valid():
        return redirect_with_toast(request, reverse("circulation:visits"), Toast("That is no weekday.", tone="bad"))
    set_class_visits(section, form.cleaned_data["weekdays"], by=request.actor)
    return redirect_with_toast(
        request, reverse("circulation:visits"), Toast(f"Library days of {section.title} are kept.")
    )
