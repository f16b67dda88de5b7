"""Rules in plain words: their list, the form, the trial on last month's tickets, and the switch."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.rules import remove_rule, save_rule, switch_rule, try_rule
from firstbell.helpdesk.forms.rules import RuleForm
from firstbell.helpdesk.models import RoutingRule
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.rules import TRIAL_DAYS, try_out, what_it_does
from firstbell.helpdesk.rules import why

_RELATED = ("organisation", "assign_to__person", "set_symptom", "add_watcher")


def _rule(request: Request, pk: int) -> RoutingRule:
    return get_object_or_404(RoutingRule.objects.visible_to(request.actor).select_related(*_RELATED), pk=pk)


@page(May.CATALOGUE_EDIT)
def rules(request: Request) -> HttpResponseBase:
    """All rules that reach the actor's schools, in the order in which they look."""
    rows = RoutingRule.objects.visible_to(request.actor).select_related(*_RELATED).order_by("when", "position", "pk")
    shown = [(one, why(one.conditions), what_it_does(one)) for one in rows]
    return render(request, "helpdesk/rules.html", {"page_title": "Rules for tickets", "rows": shown})


@page(May.CATALOGUE_EDIT)
def rule_add(request: Request) -> HttpResponseBase:
    return _form_page(request, None)


@page(May.CATALOGUE_EDIT)
def rule_edit(request: Request, pk: int) -> HttpResponseBase:
    return _form_page(request, _rule(request, pk))


def _form_page(request: Request, rule: RoutingRule | None) -> HttpResponseBase:
    initial = RuleForm.initial_of(rule) if rule is not None else {}
    form = RuleForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        where = form.cleaned_data["organisation"]
        saved = attempt(form, lambda: save_rule(rule, organisation=where, by=request.actor, **form.values()))
        if saved is not None:
            toast = Toast(f"“{saved.name}” is saved." + ("" if saved.is_active else " It is off: try it first."))
            return redirect_with_toast(request, reverse("helpdesk:rule", args=[saved.pk]), toast)
    context = {
        "page_title": rule.name if rule is not None else "Add a rule",
        "form": form,
        "breadcrumbs": [Crumb("Rules", reverse("helpdesk:rules"))],
        "back": reverse("helpdesk:rule", args=[rule.pk]) if rule is not None else reverse("helpdesk:rules"),
    }
    return render(request, "helpdesk/rule_form.html", context, status=422 if form.errors else 200)


@page(May.CATALOGUE_EDIT)
def rule(request: Request, pk: int) -> HttpResponseBase:
    """What it says, and once it was tried, what it would have done beside what became of each ticket."""
    found = _rule(request, pk)
    can_edit = request.actor.can(May.CATALOGUE_EDIT, at=found.scope_path)
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb("Rules", reverse("helpdesk:rules"))],
        "rule": found,
        "why": why(found.conditions),
        "does": what_it_does(found),
        "trial": try_out(found, request.actor, timezone.now()) if found.tried_at is not None and can_edit else None,
        "days": TRIAL_DAYS,
        "can_edit": can_edit,
    }
    return render(request, "helpdesk/rule.html", context)


@require_POST
@page(May.CATALOGUE_EDIT)
def rule_try(request: Request, pk: int) -> HttpResponseBase:
    found = _rule(request, pk)
    return go_after(
        request,
        reverse("helpdesk:rule", args=[pk]),
        lambda: try_rule(found, by=request.actor),
        "Tried. Nothing was changed.",
    )


@require_POST
@page(May.CATALOGUE_EDIT)
def rule_switch(request: Request, pk: int) -> HttpResponseBase:
    found = _rule(request, pk)
    is_active = request.POST.get("to") == "on"
    return go_after(
        request,
        reverse("helpdesk:rule", args=[pk]),
        lambda: switch_rule(found, is_active=is_active, by=request.actor),
        f"“{found.name}” is {'on' if is_active else 'off'}.",
    )


@require_POST
@page(May.CATALOGUE_EDIT)
def rule_remove(request: Request, pk: int) -> HttpResponseBase:
    found = _rule(request, pk)
    return go_after(
        request, reverse("helpdesk:rules"), lambda: remove_rule(found, by=request.actor), f"“{found.name}” is gone."
    )
