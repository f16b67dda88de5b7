"""Library days: on which weekdays each homeroom comes, in one table that is kept with one press."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.circulation.actions import set_class_visits
from firstbell.circulation.forms.holds import ticked_days, visit_rows
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.visits import homerooms
from firstbell.core.events import change
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

MOST = 400


@page(May.CLASS_VISIT_EDIT)
def visits(request: Request) -> HttpResponseBase:
    found = list(homerooms(request.actor)[: MOST + 1])
    if request.method == "POST":
        shown = set(request.POST.getlist("shown"))
        ticked = ticked_days(request.POST.getlist("day"))
        if ticked is None:
            return redirect_with_toast(request, reverse("circulation:visits"), Toast("That is no weekday.", tone="bad"))
        asked = [section for section in found if str(section.pk) in shown]
        with change(request.actor):
            changed = sum(set_class_visits(one, ticked.get(one.pk, set()), by=request.actor) for one in asked)
        said = (
            f"Library days of {changed} homeroom{'s' if changed != 1 else ''} changed."
            if changed
            else "Nothing changed."
        )
        return redirect_with_toast(request, reverse("circulation:visits"), Toast(said))
    days, rows = visit_rows(found[:MOST], with_weekend="weekend" in request.GET)
    context = {
        "page_title": "Library days",
        "page_meta": "Loans counted in library days are due when the homeroom comes next.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))]
        if request.actor.can(May.POLICY_VIEW)
        else [],
        "days": days,
        "rows": rows,
        "has_weekend": len(days) == 7,
        "has_more": len(found) > MOST,
        "most": MOST,
    }
    return render(request, "circulation/visits.html", context)
