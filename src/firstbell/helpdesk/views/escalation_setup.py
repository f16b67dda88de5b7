"""How escalations are set up: reasons and what each needs, and the way a school's escalations take."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.escalation_setup import edit_reason, save_route
from firstbell.helpdesk.forms.escalations import ReasonForm, RouteForm
from firstbell.helpdesk.models import EscalationReason, EscalationRoute
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.escalations import route_of
from firstbell.helpdesk.queries.evidence import hints_for
from firstbell.people.models import Organisation
from firstbell.people.queries.persons import schools_for


@page(May.CATALOGUE_EDIT)
def setup(request: Request) -> HttpResponseBase:
    routes = EscalationRoute.objects.visible_to(request.actor).select_related("organisation", "lead__person")
    context = {
        "page_title": "Escalation",
        "reasons": [(one, hints_for(one)) for one in EscalationReason.objects.all()],
        "routes": routes.order_by("organisation__path", "pk"),
        "can_edit": request.actor.can(May.ESCALATION_ANSWER),
    }
    return render(request, "helpdesk/escalation_setup.html", context)


@page(May.ESCALATION_ANSWER)
def reason(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(EscalationReason, pk=pk)
    initial = {"label": found.label, "needs": found.needs, "is_active": found.is_active, "source": found.source}
    form = ReasonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: edit_reason(found, by=request.actor, **data)) is not None:
            return redirect_with_toast(
                request, reverse("helpdesk:escalation_setup"), Toast(f"“{found.label}” is saved.")
            )
    return _form(request, form, found.label)


@page(May.CATALOGUE_EDIT)
def route(request: Request) -> HttpResponseBase:
    """What holds at a school now stands in the form; saving makes it the school's own."""
    schools = schools_for(request.actor, May.CATALOGUE_EDIT).order_by("path")
    asked = request.GET.get("school", "")
    school: Organisation | None = schools.filter(pk=int(asked)).first() if asked.isdigit() else schools.first()
    initial: dict[str, Any] = {"organisation": school}
    if school is not None:
        now = route_of(school)
        initial |= {name: getattr(now, name) for name in ("hours", "lead", "outside_name", "outside_address", "source")}
    form = RouteForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        where = data.pop("organisation")
        if attempt(form, lambda: save_route(where, by=request.actor, **data)) is not None:
            return redirect_with_toast(request, reverse("helpdesk:escalation_setup"), Toast("Saved."))
    return _form(request, form, "The way of escalations")


def _form(request: Request, form: Any, title: str) -> HttpResponseBase:
    context = {
        "page_title": title,
        "form": form,
        "breadcrumbs": [Crumb("Escalation", reverse("helpdesk:escalation_setup"))],
        "cancel_url": reverse("helpdesk:escalation_setup"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
