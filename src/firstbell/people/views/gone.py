"""People the roster no longer names: proposals to withdraw them, one by one or together."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.grace import edit_grace_period
from firstbell.people.actions.persons import withdraw_people
from firstbell.people.forms import GraceForm
from firstbell.people.models import grace_period
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import missing_people, proposed_withdrawals

_SHOWN = 200


@page(PeoplePermission.PERSON_WITHDRAW)
def gone(request: Request) -> HttpResponseBase:
    """Those whose grace is over can be chosen; the others are only told."""
    actor = request.actor
    if request.method == "POST":
        chosen = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19][:1000]
        people = proposed_withdrawals(actor).filter(pk__in=chosen).select_related("organisation", "account")
        count = withdraw_people(people, reason=request.POST.get("reason", "Gone from the roster"), by=actor)
        word = "1 person is" if count == 1 else f"{count} people are"
        toast = Toast(f"{word} withdrawn." if count else "Nobody was chosen.", tone="good" if count else "warn")
        return redirect_with_toast(request, reverse("people:gone"), toast)
    grace = grace_period()
    order = ("organisation__name", "sort_name", "pk")
    proposed = list(proposed_withdrawals(actor, grace).select_related("organisation").order_by(*order)[: _SHOWN + 1])
    waiting = missing_people(actor).exclude(missing_runs__gte=grace.runs, missing_since__lte=timezone.now() - grace.age)
    waiting_rows = list(waiting.select_related("organisation").order_by(*order)[:_SHOWN])
    context = {
        "page_title": "Gone from the roster",
        "page_meta": f"Not named by {grace.runs} complete imports and for {grace.age_text}: probably left.",
        "breadcrumbs": [Crumb("People", reverse("people:persons"))],
        "proposed": proposed[:_SHOWN],
        "has_more": len(proposed) > _SHOWN,
        "waiting": waiting_rows,
        "grace": grace,
        "may_edit_grace": actor.scope(CorePermission.SETTINGS_EDIT).is_everywhere,
    }
    return render(request, "people/gone.html", context)


@page(PeoplePermission.PERSON_WITHDRAW)
def grace(request: Request) -> HttpResponseBase:
    """How long the roster may stay silent: one rule for the whole installation."""
    if not request.actor.scope(CorePermission.SETTINGS_EDIT).is_everywhere:
        raise Http404
    found = grace_period()
    initial = {"runs": found.runs, "hours": found.hours, "source": found.source}
    form = GraceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_grace_period(**form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("people:gone"), Toast("The grace period is saved."))
    checked = (
        f" Last checked {found.last_checked:%B} {found.last_checked.day}, {found.last_checked.year}."
        if found.last_checked
        else ""
    )
    context = {
        "page_title": "Grace period",
        "page_meta": f"How long the roster may not name somebody before we propose to withdraw them.{checked}",
        "breadcrumbs": [
            Crumb("People", reverse("people:persons")),
            Crumb("Gone from the roster", reverse("people:gone")),
        ],
        "form": form,
        "submit": "Save",
        "cancel_url": reverse("people:gone"),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
