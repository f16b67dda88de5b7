"""The policy matrix: its rows, and what would happen to this person with this thing today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import remove_rule, set_rule
from firstbell.circulation.forms import RuleFilterForm, RuleForm
from firstbell.circulation.models import CirculationRule
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries import EffectiveRules, LendingCheck, check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.policies import may_edit_rule
from firstbell.circulation.rules import KEY_LABELS, RULES
from firstbell.circulation.views.lending import scanned
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Forbidden
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.shapes import Crumb, Empty, Fact, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.models import Item
from firstbell.people.models import Person

RELATED = ("organisation", "patron_group", "item_type")


def policy_tabs(active: str) -> list[Tab]:
    names = (
        ("rules", "Rules"),
        ("library_rules", "Library material"),
        ("rules_preview", "What would happen"),
        ("patron_groups", "Patron groups"),
        ("named_dates", "Named due dates"),
    )
    return [Tab(label, reverse(f"circulation:{name}"), active=name == active) for name, label in names]


class RuleList(Listing[CirculationRule]):
    name = "circulation.rules"
    title = "Lending rules"
    default_sort = "rule"
    columns: ClassVar = (
        Column[CirculationRule](
            "rule", "Rule", value=lambda row: RULES[row.name].label, sort=("name", "pk"), primary=True
        ),
        Column[CirculationRule]("value", "Value", value=lambda row: RULES[row.name].readable(row.value)),
        Column[CirculationRule]("where", "Where", value=lambda row: row.organisation or "everywhere"),
        Column[CirculationRule]("who", "Who", value=lambda row: row.patron_group or "everybody"),
        Column[CirculationRule]("what", "What", value=lambda row: row.item_type or "everything"),
        Column[CirculationRule]("number", "No.", value=lambda row: row.pk, numeric=True, sort=("pk",)),
        Column[CirculationRule]("note", "Why", value=lambda row: row.note),
        Column[CirculationRule]("source", "Source", value=lambda row: row.source, shown=False),
        Column[CirculationRule]("checked", "Checked", value=lambda row: row.last_checked, shown=False),
    )
    empty = Empty("settings", "No rules yet", "Without any, the built-in defaults hold.", "Add a rule", "add/")

    def queryset(self, actor: Actor) -> QuerySet[CirculationRule]:
        known = CirculationRule.objects.visible_to(actor).filter(name__in=RULES)
        return known.select_related(*RELATED)

    def form(self, data: QueryDict, actor: Actor) -> RuleFilterForm:
        return RuleFilterForm(data or None, actor=actor)

    def filtered(
        self, queryset: QuerySet[CirculationRule], data: Mapping[str, Any], actor: Actor
    ) -> QuerySet[CirculationRule]:
        asked = {name: data[name] for name in ("name", *RELATED) if data.get(name)}
        return queryset.filter(**asked)

    def searched(self, queryset: QuerySet[CirculationRule], text: str, actor: Actor) -> QuerySet[CirculationRule]:
        wanted = text.casefold()
        return queryset.filter(name__in=[rule.name for rule in RULES.values() if wanted in rule.label.casefold()])

    def url(self, row: CirculationRule) -> str:
        return reverse("circulation:rule", args=[row.pk])


@page(May.POLICY_VIEW)
def rules(request: Request) -> HttpResponseBase:
    can_edit = request.actor.can(May.POLICY_EDIT) or request.actor.can(May.LIBRARY_POLICY_EDIT)
    context = {"tabs": policy_tabs("rules"), "can_edit": can_edit}
    return list_page(request, RuleList(), template="circulation/rules.html", context=context)


@page(May.POLICY_EDIT, May.LIBRARY_POLICY_EDIT)
def rule_add(request: Request) -> HttpResponseBase:
    form = RuleForm(request.POST or None, actor=request.actor, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid() and _set(form, request.actor) is not None:
        return redirect_with_toast(request, reverse("circulation:rules"), Toast("The rule is set."))
    return _rule_page(request, form, "Add a rule")


@page(May.POLICY_VIEW)
def rule(request: Request, pk: int) -> HttpResponseBase:
    """One row: its facts and history, and for those who may, the form."""
    row = _visible(request.actor, pk)
    definition = RULES[row.name]
    can_edit = may_edit_rule(request.actor, row.scope_path, row.item_type)
    initial = {name: getattr(row, name) for name in ("name", *RELATED, "note", "source")}
    form = RuleForm(
        request.POST or None,
        actor=request.actor,
        initial=initial | {"value": definition.editable(row.value)},
    )
    # What a row is for never changes: another cell is another row.
    for name in ("name", *RELATED):
        form.fields[name].disabled = True
    if request.method == "POST" and can_edit and form.is_valid() and _set(form, request.actor) is not None:
        return redirect_with_toast(request, reverse("circulation:rules"), Toast("The rule is changed."))
    facts = [
        Fact("Rule", definition.label),
        Fact("Value", definition.readable(row.value)),
        Fact("For", row.cell),
        Fact("Why", row.note),
        Fact("Source", row.source),
        Fact("Last checked", row.last_checked or ""),
    ]
    return _rule_page(request, form, f"Rule {row.pk}: {definition.label}", row=row, facts=facts, can_edit=can_edit)


def _rule_page(
    request: Request,
    form: RuleForm,
    title: str,
    *,
    row: CirculationRule | None = None,
    facts: list[Fact] | None = None,
    can_edit: bool = True,
) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))],
        "form": form,
        "form_title": "Change it" if row is not None else "The new rule",
        "row": row,
        "facts": facts,
        "can_edit": can_edit,
        "definition": RULES[row.name] if row is not None else None,
        "definitions": [RULES[name] for _, group in form.rule_choices for name, _ in group],
        "key_labels": KEY_LABELS,
    }
    return render(request, "circulation/rule.html", context, status=422 if form.errors else 200)


def _set(form: RuleForm, actor: Actor) -> CirculationRule | None:
    data = form.cleaned_data
    return attempt(form, lambda: set_rule(by=actor, **data))


@require_POST
@page(May.POLICY_EDIT, May.LIBRARY_POLICY_EDIT)
def rule_remove(request: Request, pk: int) -> HttpResponseBase:
    row = _visible(request.actor, pk)
    return go_after(
        request, reverse("circulation:rules"), lambda: remove_rule(row, by=request.actor), "The rule is removed."
    )


@page(May.POLICY_VIEW)
def preview(request: Request) -> HttpResponseBase:
    """Every rule's winning row, and whether lending would be all right, for ``?person=CODE&item=CODE`` today."""
    who = scanned(request.GET.get("person", ""), Person.KIND_REF, request.actor)
    what = scanned(request.GET.get("item", ""), Item.KIND_REF, request.actor)
    check: LendingCheck | None = None
    if who.match is not None and what.match is not None:
        item = lendable_items().get(pk=what.match.id)
        try:
            check = check_lending(item, who.match.object, by=request.actor)
        except Forbidden:
            check = None
    context = {
        "page_title": "What would happen",
        "page_meta": "Every rule's winning row for one person and one thing, today.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))],
        "tabs": policy_tabs("rules_preview"),
        "who": who,
        "what": what,
        "check": check,
        "winners": winners_of(check.rules) if check is not None else [],
    }
    return render(request, "circulation/preview.html", context)


def winners_of(rules: EffectiveRules) -> list[dict[str, Any]]:
    """Each rule with its value in words and the row that gave it, in the order they are declared."""
    return [
        {
            "label": RULES[name].label,
            "group": RULES[name].group,
            "value": RULES[name].readable(winner.value),
            "because": winner.because,
            "url": reverse("circulation:rule", args=[winner.rule.pk]) if winner.rule is not None else "",
        }
        for name, winner in rules.winners.items()
    ]


def _visible(actor: Actor, pk: int) -> CirculationRule:
    rows = CirculationRule.objects.visible_to(actor).filter(name__in=RULES).select_related(*RELATED)
    return get_object_or_404(rows, pk=pk)
