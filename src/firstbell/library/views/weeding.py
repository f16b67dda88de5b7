"""Weeding: what the rules propose, decided with the book in the hand; and the rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions import remove_weeding_rule, save_weeding_rule
from firstbell.library.call_numbers import end_of
from firstbell.library.forms.weeding import WeedingFilterForm, WeedingRuleForm
from firstbell.library.models import Copy, WeedingRule
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import copies_by_code
from firstbell.library.queries.weeding import candidates, why
from firstbell.library.views.titles import crumbs


class WeedingList(Listing[Copy]):
    """Copies that a rule proposes, in the order of the shelf. Nothing happens to them by itself."""

    name = "library.weeding"
    title = "Weeding"
    default_sort = "call_number"
    empty = Empty("shelf", "Nothing to look at", "No copy on the shelf is as old or as idle as the rules say.")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.today = timezone.localdate()

    @cached_property
    def rules(self) -> list[WeedingRule]:
        return list(WeedingRule.objects.visible_to(self.actor))

    @property
    def columns(self) -> tuple[Column[Copy], ...]:  # type: ignore[override]
        return (
            Column[Copy](
                "call_number", "Call number", value=lambda c: c.call_number, sort=("call_sort", "pk"), code=True
            ),
            Column[Copy]("title", "Title", value=lambda c: c.product.name, primary=True),
            Column[Copy]("year", "Year", value=lambda c: getattr(c, "year", None) or "", sort=("year", "pk")),
            Column[Copy]("used", "Last used", value=_used),
            Column[Copy]("why", "Why", value=lambda c: why(c, self.rules, today=self.today)),
            Column[Copy]("look", "Look for", value=self._look_for, shown=False),
            Column[Copy]("barcode", "Barcode", value=lambda c: c.label, code=True),
            Column[Copy]("condition", "Condition", value=lambda c: c.get_condition_display(), shown=False),
            Column[Copy]("school", "School", value=lambda c: c.organisation.short),
            Column[Copy]("shelf", "Shelving place", value=lambda c: c.shelving_place or "", shown=False),
        )

    def _look_for(self, copy: Copy) -> str:
        here = (
            rule
            for rule in self.rules
            if rule.organisation_id in (None, copy.organisation_id)
            and rule.first_sort <= copy.call_sort < end_of(rule.first_sort, rule.last_sort)
        )
        return "; ".join(rule.look_for for rule in here if rule.look_for)

    def queryset(self, actor: Actor) -> QuerySet[Copy]:
        scope = actor.scope(May.COPY_EDIT).q("organisation__path")
        return Copy.objects.visible_to(actor).filter(scope).select_related("product", "organisation", "shelving_place")

    def form(self, data: QueryDict, actor: Actor) -> WeedingFilterForm:
        return WeedingFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Copy], data: Mapping[str, Any], actor: Actor) -> QuerySet[Copy]:
        rules = [data["rule"]] if data.get("rule") else self.rules
        if data.get("school"):
            queryset = queryset.filter(organisation=data["school"])
        return candidates(queryset, rules, today=self.today)

    def searched(self, queryset: QuerySet[Copy], text: str, actor: Actor) -> QuerySet[Copy]:
        return copies_by_code(queryset, text)

    def url(self, row: Copy) -> str:
        return reverse("library:copy", args=[row.pk])


def _used(copy: Copy) -> str:
    last = getattr(copy, "last_used", None)
    return f"{last:%b %Y}" if last else "not counted yet"


@page(May.COPY_EDIT)
def weeding(request: Request) -> HttpResponseBase:
    context = {"may_rule": request.actor.can(May.RULE_EDIT)}
    return list_page(request, WeedingList(request.actor), template="library/weeding.html", context=context)


@page(May.COPY_EDIT)
def weeding_rules(request: Request) -> HttpResponseBase:
    actor = request.actor
    rules = WeedingRule.objects.visible_to(actor).select_related("organisation")
    context = {
        "page_title": "Weeding rules",
        "page_meta": "By which age and disuse a copy is looked at again. Our own defaults: change them to what your school says.",
        "breadcrumbs": [*crumbs(), Crumb("Weeding", reverse("library:weeding"))],
        "rules": [(rule, actor.can(May.RULE_EDIT, at=rule.scope_path)) for rule in rules],
        "may_add": actor.can(May.RULE_EDIT),
    }
    return render(request, "library/weeding_rules.html", context)


@page(May.RULE_EDIT)
def weeding_rule_add(request: Request) -> HttpResponseBase:
    return _form(request, None)


@page(May.RULE_EDIT)
def weeding_rule(request: Request, pk: int) -> HttpResponseBase:
    return _form(request, _rule(request.actor, pk))


@require_POST
@page(May.RULE_EDIT)
def weeding_rule_remove(request: Request, pk: int) -> HttpResponseBase:
    found = _rule(request.actor, pk)
    act = partial(remove_weeding_rule, found, by=request.actor)
    return go_after(request, reverse("library:weeding_rules"), act, f"“{found}” is removed.")


def _rule(actor: Actor, pk: int) -> WeedingRule:
    return get_object_or_404(WeedingRule.objects.visible_to(actor).select_related("organisation"), pk=pk)


def _form(request: Request, found: WeedingRule | None) -> HttpResponseBase:
    # The form writes into its instance while validating; the action compares with the stored one.
    fresh = WeedingRule.objects.get(pk=found.pk) if found is not None else None
    form = WeedingRuleForm(request.POST or None, instance=fresh, actor=request.actor)
    url = reverse("library:weeding_rules")
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, partial(save_weeding_rule, found, values=form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, url, Toast(f"“{saved}” is saved."))
    context = {
        "page_title": f"Edit “{found}”" if found is not None else "Add a weeding rule",
        "breadcrumbs": [*crumbs(), Crumb("Weeding", reverse("library:weeding")), Crumb("Rules", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
