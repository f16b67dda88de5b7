"""Patron groups: who the rules speak of."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import remove_patron_group, save_patron_group
from firstbell.circulation.forms import PatronGroupForm
from firstbell.circulation.models import PatronGroup
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.views.policies import policy_tabs
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.scope import EVERYWHERE
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast


@page(May.POLICY_VIEW)
def patron_groups(request: Request) -> HttpResponseBase:
    context = {
        "page_title": "Patron groups",
        "page_meta": "For each rule, the first of these that a person fits and that has a row wins.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))],
        "tabs": policy_tabs("patron_groups"),
        "groups": PatronGroup.objects.annotate(rule_count=Count("rules")).order_by("precedence"),
        "can_edit": request.actor.can(May.POLICY_EDIT, at=EVERYWHERE),
    }
    return render(request, "circulation/patron_groups.html", context)


@page(May.POLICY_EDIT)
def patron_group_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(May.POLICY_EDIT)
def patron_group(request: Request, pk: int) -> HttpResponseBase:
    return _edit(request, get_object_or_404(PatronGroup, pk=pk))


def _edit(request: Request, group: PatronGroup | None) -> HttpResponseBase:
    request.actor.require(May.POLICY_EDIT, at=EVERYWHERE)
    initial = {}
    if group is not None:
        initial = {name: getattr(group, name) for name in ("code", "name", "person_kind", "precedence")}
        initial["grades"] = ", ".join(group.grades)
    form = PatronGroupForm(request.POST or None, initial=initial)
    back = reverse("circulation:patron_groups")
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_patron_group(group, by=request.actor, **form.cleaned_data))
        if saved is not None:
            return redirect_with_toast(request, back, Toast(f"{saved.name} is saved."))
    context = {
        "page_title": group.name if group is not None else "Add a patron group",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules")), Crumb("Patron groups", back)],
        "form": form,
        "cancel_url": back,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.POLICY_EDIT)
def patron_group_remove(request: Request, pk: int) -> HttpResponseBase:
    group = get_object_or_404(PatronGroup, pk=pk)
    return go_after(
        request,
        reverse("circulation:patron_groups"),
        lambda: remove_patron_group(group, by=request.actor),
        f"{group.name} is removed.",
    )
