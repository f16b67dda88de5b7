"""Setting and lifting a legal hold on a person."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.holds import lift_hold, set_hold
from firstbell.people.forms import HoldForm
from firstbell.people.permissions import PeoplePermission
from firstbell.people.views.persons import visible_person


@page(PeoplePermission.HOLD_SET)
def hold_set(request: Request, pk: int) -> HttpResponseBase:
    person = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.HOLD_SET, at=person.organisation.scope_path)
    form, url = HoldForm(request.POST or None), reverse("people:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        hold = attempt(form, lambda: set_hold(person, reason=form.cleaned_data["reason"], by=request.actor))
        if hold is not None:
            return redirect_with_toast(request, url, Toast(f"Everything about {person} is on hold."))
    context = {
        "page_title": f"Hold everything about {person}",
        "page_meta": "No rule of retention touches this person until the hold is lifted.",
        "breadcrumbs": [Crumb("People", reverse("people:persons")), Crumb(person.name, url)],
        "form": form,
        "submit": "Set the hold",
        "cancel_url": url,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(PeoplePermission.HOLD_SET)
def hold_lift(request: Request, pk: int) -> HttpResponseBase:
    person = visible_person(request.actor, pk)
    url = reverse("people:person", args=[pk])
    return go_after(request, url, lambda: lift_hold(person, by=request.actor), "The hold is lifted.")
