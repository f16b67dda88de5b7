"""The lending rules of library material: all types side by side, and what would hold for one kind of reader and thing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.forms.matrix import MatrixForm
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.matrix import MatrixLine, library_matrix, somebody, what_would_hold
from firstbell.circulation.queries.policies import Winner, may_edit_rule
from firstbell.circulation.rules import RuleName
from firstbell.circulation.views.policies import policy_tabs, winners_of
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation


@page(May.POLICY_VIEW)
def library_rules(request: Request) -> HttpResponseBase:
    form = MatrixForm(request.GET, actor=request.actor)
    context: dict[str, Any] = {
        "page_title": "Rules of library material",
        "page_meta": "What holds at a school for one kind of reader. Each value falls back on its own.",
        "breadcrumbs": [Crumb("Lending rules", reverse("circulation:rules"))],
        "tabs": policy_tabs("library_rules"),
        "form": form,
        "types": form.types,
    }
    school, kind = form.chosen_school, form.chosen_type
    if school is None or not form.types:
        return render(request, "circulation/library_rules.html", context)
    person = somebody(school, **form.person_terms())
    if kind is not None:
        expectation = what_would_hold(school, person, kind, now=timezone.now())
        context |= {
            "kind": kind,
            "heading": f"{kind.name}, for {form.who_text} at {school.name}",
            "lines": expectation.lines,
            "winners": winners_of(expectation.rules),
            "can_edit": may_edit_rule(request.actor, school.scope_path, kind),
            "add_query": urlencode({"organisation": school.pk, "item_type": kind.pk}),
        }
        return render(request, "circulation/library_rules.html", context)
    may = {one.pk: may_edit_rule(request.actor, school.scope_path, one) for one in form.types}
    matrix = library_matrix(school, person, form.types)
    context["groups"] = _grouped(matrix, form.types, school, may)
    return render(request, "circulation/library_rules.html", context)


def _grouped(
    matrix: list[MatrixLine], types: list[ItemType], school: Organisation, may: dict[int, bool]
) -> dict[str, list[tuple[RuleName, list[dict[str, Any]]]]]:
    groups: dict[str, list[tuple[RuleName, list[dict[str, Any]]]]] = {}
    for line in matrix:
        cells = [
            _cell(line.rule, winner, kind, school, may[kind.pk])
            for kind, winner in zip(types, line.winners, strict=True)
        ]
        groups.setdefault(line.rule.group, []).append((line.rule, cells))
    return groups


def _cell(rule: RuleName, winner: Winner, kind: ItemType, school: Organisation, can_edit: bool) -> dict[str, Any]:
    """Where the value comes from, and the page where it is changed: the school's own row, or a new one for it."""
    row, url = winner.rule, ""
    if can_edit and row is not None and row.organisation_id == school.pk and row.item_type_id == kind.pk:
        url = reverse("circulation:rule", args=[row.pk])
    elif can_edit:
        keys = {
            "name": rule.name,
            "organisation": school.pk,
            "item_type": kind.pk,
            "value": rule.editable(winner.value),
        }
        if row is not None and row.patron_group_id is not None:
            keys["patron_group"] = row.patron_group_id
        url = f"{reverse('circulation:rule_add')}?{urlencode(keys)}"
    return {
        "value": rule.readable(winner.value),
        "because": winner.because,
        "is_default": row is None,
        "is_own": row is not None and row.organisation_id is not None,
        "type": kind.name,
        "url": url,
    }
