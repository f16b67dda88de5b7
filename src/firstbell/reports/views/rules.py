"""From which size on a group is shown, and when somebody counts as coming again."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.reports.actions.rules import remove_rule, save_rule
from firstbell.reports.forms import NewRuleForm, RuleForm
from firstbell.reports.models import ReportRule
from firstbell.reports.permissions import ReportsPermission as May

_TITLE = "What reports show"


@page(May.RULE_EDIT)
def rules(request: Request) -> HttpResponseBase:
    """The row of everywhere is read by all who edit one of their own."""
    rows = ReportRule.objects.visible_to(request.actor) | ReportRule.objects.filter(organisation=None)
    editable = set(ReportRule.objects.visible_to(request.actor).values_list("pk", flat=True))
    found = rows.distinct().select_related("organisation").order_by("organisation__path")
    context = {"page_title": _TITLE, "rows": [(one, one.pk in editable) for one in found]}
    return render(request, "reports/rules.html", context)


@page(May.RULE_EDIT)
def rule_add(request: Request) -> HttpResponseBase:
    form = NewRuleForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = data.pop("organisation")
        if attempt(form, lambda: save_rule(place, by=request.actor, **data)) is not None:
            return redirect_with_toast(request, reverse("reports:rules"), Toast(f"{place} has its own numbers now."))
    return _form_page(request, form, "Numbers of one school")


@page(May.RULE_EDIT)
def rule(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(ReportRule.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = RuleForm(request.POST or None, instance=ReportRule.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: save_rule(found.organisation, by=request.actor, **data)) is not None:
            return redirect_with_toast(request, reverse("reports:rules"), Toast("Saved."))
    return _form_page(request, form, str(found.organisation or "Everywhere"))


@require_POST
@page(May.RULE_EDIT)
def rule_remove(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(ReportRule.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    text = f"{found.organisation} goes by what is set above it."
    return go_after(request, reverse("reports:rules"), lambda: remove_rule(found, by=request.actor), text)


def _form_page(request: Request, form: BaseForm, title: str) -> HttpResponseBase:
    context = {
        "page_title": title,
        "form": form,
        "breadcrumbs": [Crumb(_TITLE, reverse("reports:rules"))],
        "cancel_url": reverse("reports:rules"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
