"""People the roster no longer names: proposals to withdraw them, one by one or together."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.persons import withdraw_people
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import GRACE, missing_people, proposed_withdrawals

_SHOWN = 200


@page(PeoplePermission.PERSON_WITHDRAW)
def gone(request: Request) -> HttpResponseBase:
    """Those whose grace is over can be chosen; the others are only told."""
    actor = request.actor
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal()][:1000]
        people = proposed_withdrawals(actor).filter(pk__in=chosen).select_related("organisation", "account")
        count = withdraw_people(people, reason=request.POST.get("reason", "Gone from the roster"), by=actor)
        word = "1 person is" if count == 1 else f"{count} people are"
        toast = Toast(f"{word} withdrawn." if count else "Nobody was chosen.", tone="good" if count else "warn")
        return redirect_with_toast(request, reverse("people:gone"), toast)
    order = ("organisation__name", "sort_name", "pk")
    proposed = list(proposed_withdrawals(actor).select_related("organisation").order_by(*order)[: _SHOWN + 1])
    waiting = missing_people(actor).exclude(missing_runs__gte=GRACE.runs, missing_since__lte=timezone.now() - GRACE.age)
    waiting_rows = list(waiting.select_related("organisation").order_by(*order)[:_SHOWN])
    context = {
        "page_title": "Gone from the roster",
        "page_meta": f"Not named by {GRACE.runs} complete imports and for {GRACE.age.days} days: probably left.",
        "breadcrumbs": [Crumb("People", reverse("people:persons"))],
        "proposed": proposed[:_SHOWN],
        "has_more": len(proposed) > _SHOWN,
        "waiting": waiting_rows,
        "grace": GRACE,
    }
    return render(request, "people/gone.html", context)
