"""How long records are kept: the rules, what they would let go now, and a run by hand."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.keeping_forms import RetentionRuleForm
from firstbell.core.models import RetentionRule
from firstbell.core.permissions import CorePermission
from firstbell.core.retention import edit_rule, kinds, preview, rules, run_retention
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast


@page(CorePermission.RETENTION_EDIT)
def retention(request: Request) -> HttpResponseBase:
    """Every kind of record with its rule and how many are due."""
    request.actor.require(CorePermission.RETENTION_EDIT, at="")
    kept, due = rules(), preview(now=timezone.now())
    context = {
        "page_title": "Retention",
        "page_meta": "What is kept how long, and what then happens to it. A legal hold on a person beats every rule.",
        "rows": [(kind, kept[kind.key], due[kind.key]) for kind in kinds()],
    }
    return render(request, "core/retention.html", context)


@page(CorePermission.RETENTION_EDIT)
def retention_rule(request: Request, pk: int) -> HttpResponseBase:
    request.actor.require(CorePermission.RETENTION_EDIT, at="")
    rule = get_object_or_404(RetentionRule, pk=pk)
    kind = next((one for one in kinds() if one.key == rule.key), None)
    form = RetentionRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        fresh = get_object_or_404(RetentionRule, pk=pk)
        if attempt(form, lambda: edit_rule(fresh, form.cleaned_data, by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("core:retention"), Toast("The rule is saved."))
    context = {
        "page_title": kind.label if kind is not None else rule.key,
        "page_meta": kind.then if kind is not None else "",
        "breadcrumbs": [Crumb("Retention", reverse("core:retention"))],
        "form": form,
        "submit": "Save",
        "cancel_url": reverse("core:retention"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(CorePermission.RETENTION_EDIT)
def retention_run(request: Request) -> HttpResponseBase:
    gone = run_retention(now=timezone.now(), by=request.actor)
    return redirect_with_toast(
        request, reverse("core:retention"), Toast(f"{sum(gone.values()):,} records were let go.")
    )
