"""How many loaners each school wants on its shelf."""

from __future__ import annotations

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import FirstbellError, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.counter.actions.pools import set_pool_minimum
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries import pools as pool_queries
from firstbell.people.models import Organisation


class MinimumForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none())
    minimum = forms.IntegerField(min_value=0, max_value=1000)


@page(CounterPermission.COUNTER_USE)
def pools(request: Request) -> HttpResponseBase:
    """The pools of one's schools; who may edit settings sets their minimum."""
    actor = request.actor
    found = pool_queries.pools(actor)
    error = ""
    if request.method == "POST":
        form = MinimumForm(request.POST)
        schools = Organisation.objects.filter(pk__in=[pool.organisation.pk for pool in found])
        form.fields["organisation"].queryset = schools  # type: ignore[attr-defined]
        if form.is_valid():
            school: Organisation = form.cleaned_data["organisation"]
            try:
                set_pool_minimum(school, minimum=form.cleaned_data["minimum"], by=actor)
            except FirstbellError as refused:
                error = str(refused)
            else:
                text = f"{school.name} wants {form.cleaned_data['minimum']} loaners on its shelf."
                return redirect_with_toast(request, reverse("counter:pools"), Toast(text))
        else:
            error = "Give a number from 0 to 1000."
    context = {
        "page_title": "Loaner pools",
        "pools": found,
        "error": error,
        "may_edit": actor.can(CorePermission.SETTINGS_EDIT),
    }
    return render(request, "counter/pools.html", context, status=422 if error else 200)


@page(CounterPermission.COUNTER_USE)
def pool(request: Request, pk: int) -> HttpResponseBase:
    """One pool: what to do when it is low, and the coming school days."""
    found = next(iter(pool_queries.pools(request.actor, organisation_id=pk)), None)
    if found is None:
        raise NotFound("There is no such pool here.")
    context = {
        "page_title": f"Loaners of {found.organisation.name}",
        "breadcrumbs": [Crumb("Loaner pools", reverse("counter:pools"))],
        "pool": found,
        "work": pool_queries.pool_work(found, request.actor),
        "now": timezone.now(),
    }
    return render(request, "counter/pool.html", context)
