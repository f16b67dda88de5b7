"""How long tickets wait: the numbers of everywhere and of single schools."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.timing import remove_timing, save_timing
from firstbell.helpdesk.forms.around import NewTimingForm, TimingForm
from firstbell.helpdesk.models import TicketTiming
from firstbell.helpdesk.permissions import HelpdeskPermission as May


@page(May.CATALOGUE_EDIT)
def timings(request: Request) -> HttpResponseBase:
    """The row of everywhere is read by all who edit one of their own."""
    rows = TicketTiming.objects.visible_to(request.actor) | TicketTiming.objects.filter(organisation=None)
    editable = set(TicketTiming.objects.visible_to(request.actor).values_list("pk", flat=True))
    found = list(rows.distinct().select_related("organisation").order_by("organisation__path"))
    context = {
        "page_title": "How long tickets wait",
        "rows": [(one, one.pk in editable) for one in found],
    }
    return render(request, "helpdesk/timings.html", context)


@page(May.CATALOGUE_EDIT)
def timing_add(request: Request) -> HttpResponseBase:
    form = NewTimingForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        school = data.pop("organisation")
        if attempt(form, lambda: save_timing(school, by=request.actor, **data)) is not None:
            return redirect_with_toast(
                request, reverse("helpdesk:timings"), Toast(f"{school} has its own numbers now.")
            )
    return _form_page(request, form, "Numbers of one school")


@page(May.CATALOGUE_EDIT)
def timing(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(TicketTiming.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = TimingForm(request.POST or None, instance=TicketTiming.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: save_timing(found.organisation, by=request.actor, **data)) is not None:
            return redirect_with_toast(request, reverse("helpdesk:timings"), Toast("Saved."))
    return _form_page(request, form, str(found.organisation or "Everywhere"))


@require_POST
@page(May.CATALOGUE_EDIT)
def timing_remove(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(TicketTiming.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    text = f"{found.organisation} goes by what is set above it."
    return go_after(request, reverse("helpdesk:timings"), lambda: remove_timing(found, by=request.actor), text)


def _form_page(request: Request, form: Any, title: str) -> HttpResponseBase:
    context = {
        "page_title": title,
        "form": form,
        "breadcrumbs": [Crumb("How long tickets wait", reverse("helpdesk:timings"))],
        "cancel_url": reverse("helpdesk:timings"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
