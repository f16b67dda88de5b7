"""The rules that say which school, type and place a unit or location stands for."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.connectors.base.actions.rules import remove_rule, save_rule
from firstbell.connectors.base.forms import RuleForm
from firstbell.connectors.base.models import LocationRule
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast


class RuleList(Listing[LocationRule]):
    name = "connectors.rules"
    title = "Rules for places"
    default_sort = "priority"
    columns: ClassVar = (
        Column[LocationRule]("pattern", "Pattern", value=lambda r: r.pattern, code=True, primary=True),
        Column[LocationRule]("field", "Looks at", value=lambda r: r.get_field_display()),
        Column[LocationRule]("school", "School", value=lambda r: r.organisation or ""),
        Column[LocationRule]("type", "Type", value=lambda r: r.item_type or ""),
        Column[LocationRule]("place", "Place", value=lambda r: r.place or ""),
        Column[LocationRule]("priority", "Priority", value=lambda r: r.priority, numeric=True, sort=("priority", "pk")),
        Column[LocationRule]("source", "Source", value=lambda r: r.source),
        Column[LocationRule]("checked", "Last checked", value=lambda r: r.last_checked or "", shown=False),
    )
    empty = Empty("link", "No rules", "Schools are found by their names in units and locations.", "Add a rule", "add/")

    def queryset(self, actor: Actor) -> QuerySet[LocationRule]:
        return LocationRule.objects.visible_to(actor).select_related("organisation", "item_type", "place")

    def searched(self, queryset: QuerySet[LocationRule], text: str, actor: Actor) -> QuerySet[LocationRule]:
        return queryset.filter(pattern__icontains=text)

    def url(self, row: LocationRule) -> str:
        return reverse("connectors:rule", args=[row.pk])


@page(CorePermission.IMPORT_VIEW)
def rules(request: Request) -> HttpResponseBase:
    context = {
        "breadcrumbs": [Crumb("Imports", reverse("core:imports"))],
        "may_edit": request.actor.can(CorePermission.SETTINGS_EDIT),
    }
    return list_page(request, RuleList(), template="connectors/rules.html", context=context)


@page(CorePermission.SETTINGS_EDIT)
def rule_add(request: Request) -> HttpResponseBase:
    form = RuleForm(request.POST or None, actor=request.actor, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: save_rule(None, **form.cleaned_data, by=request.actor))
        if added is not None:
            return redirect_with_toast(request, reverse("connectors:rules"), Toast("The rule is set."))
    return _form_page(request, form, "Add a rule")


@page(CorePermission.SETTINGS_EDIT)
def rule(request: Request, pk: int) -> HttpResponseBase:
    kept = _visible(request.actor, pk)
    initial = {
        name: getattr(kept, name) for name in ("field", "pattern", "organisation", "item_type", "place", "priority")
    }
    form = RuleForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: save_rule(kept, **form.cleaned_data, by=request.actor))
        if changed is not None:
            return redirect_with_toast(request, reverse("connectors:rules"), Toast("The rule is changed."))
    return _form_page(request, form, f"Rule for “{initial['pattern']}”", kept)


@require_POST
@page(CorePermission.SETTINGS_EDIT)
def rule_remove(request: Request, pk: int) -> HttpResponseBase:
    kept = _visible(request.actor, pk)
    return go_after(
        request, reverse("connectors:rules"), lambda: remove_rule(kept, by=request.actor), "The rule is removed."
    )


def _visible(actor: Actor, pk: int) -> LocationRule:
    found: QuerySet[LocationRule] = LocationRule.objects.visible_to(actor)
    return get_object_or_404(found.select_related("organisation", "item_type", "place"), pk=pk)


def _form_page(request: Request, form: RuleForm, title: str, kept: LocationRule | None = None) -> HttpResponseBase:
    may_edit = kept is None or request.actor.can(CorePermission.SETTINGS_EDIT, at=kept.scope_path)
    context = {
        "page_title": title,
        "breadcrumbs": [
            Crumb("Imports", reverse("core:imports")),
            Crumb(RuleList.title, reverse("connectors:rules")),
        ],
        "form": form,
        "rule": kept,
        "may_edit": may_edit,
        "cancel_url": reverse("connectors:rules"),
    }
    return render(request, "connectors/rule.html", context, status=422 if form.errors else 200)
