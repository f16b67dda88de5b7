"""What is promised at a school: the matrix, where each cell comes from, and how the clocks count."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.service_levels import remove_level, save_clock_rule, save_level
from firstbell.helpdesk.forms.service_levels import ClockRuleForm, LevelForm
from firstbell.helpdesk.models import ServiceLevel, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.clocks import clock_rule_of, levels_of
from firstbell.people.models import Organisation
from firstbell.people.queries.persons import schools_for


def _school(request: Request) -> tuple[list[Organisation], Organisation | None]:
    """Where the actor may edit, and the one asked for (else the widest)."""
    schools = list(schools_for(request.actor, May.CATALOGUE_EDIT).order_by("path"))
    asked = request.GET.get("school", "")
    return schools, next((one for one in schools if str(one.pk) == asked), schools[0] if schools else None)


@page(May.CATALOGUE_EDIT)
def levels(request: Request) -> HttpResponseBase:
    schools, school = _school(request)
    found = levels_of(school) if school is not None else {}
    rows = [
        (urgency, impact, found.get((impact.value, urgency.value)))
        for urgency in Ticket.Urgency
        for impact in Ticket.Impact
    ]
    context = {
        "page_title": "Service levels",
        "schools": schools,
        "school": school,
        "rows": rows,
        "rule": clock_rule_of(school) if school is not None else None,
    }
    return render(request, "helpdesk/levels.html", context)


@page(May.CATALOGUE_EDIT)
def level_edit(request: Request) -> HttpResponseBase:
    """One cell at a school; the values that hold there now stand in the form."""
    _, school = _school(request)
    impact, urgency = request.GET.get("impact", "one"), request.GET.get("urgency", "slowed")
    level = levels_of(school).get((impact, urgency)) if school is not None else None
    names = ("priority", "answer_minutes", "resolve_minutes", "lesson_within")
    values: dict[str, Any] = (
        {name: getattr(level, name) for name in names} if level is not None else {"lesson_within": 0}
    )
    initial = {"organisation": school, "impact": impact, "urgency": urgency, **values}
    form = LevelForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        where = data.pop("organisation")
        if attempt(form, lambda: save_level(where, by=request.actor, **data)) is not None:
            return _saved(request, where)
    return _form(request, form, "Service level")


@page(May.CATALOGUE_EDIT)
def clock_rule(request: Request) -> HttpResponseBase:
    _, school = _school(request)
    initial: dict[str, Any] = {"organisation": school}
    if school is not None:
        rule = clock_rule_of(school)
        initial |= {"warn_percent": rule.warn_percent, "day_starts": rule.day_starts, "day_ends": rule.day_ends}
    form = ClockRuleForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        where = data.pop("organisation")
        if attempt(form, lambda: save_clock_rule(where, by=request.actor, **data)) is not None:
            return _saved(request, where)
    return _form(request, form, "How clocks count")


@require_POST
@page(May.CATALOGUE_EDIT)
def level_remove(request: Request, pk: int) -> HttpResponseBase:
    level = get_object_or_404(ServiceLevel.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    url = f"{reverse('helpdesk:levels')}?school={level.organisation_id or ''}"
    return go_after(request, url, lambda: remove_level(level, by=request.actor), "What is above holds again.")


def _saved(request: Request, where: Organisation) -> HttpResponseBase:
    toast = Toast("Saved. Open tickets follow within minutes.")
    return redirect_with_toast(request, f"{reverse('helpdesk:levels')}?school={where.pk}", toast)


def _form(request: Request, form: Form, title: str) -> HttpResponseBase:
    context = {
        "page_title": title,
        "form": form,
        "breadcrumbs": [Crumb("Service levels", reverse("helpdesk:levels"))],
        "cancel_url": reverse("helpdesk:levels"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
