"""Withdrawal cases: the list of those who left with something, and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.circulation.actions.cases import close_case, plan_case
from firstbell.circulation.forms import CaseFilterForm, CasePlanForm
from firstbell.circulation.models import WithdrawalCase
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.clearance import clearance_of, clearance_of_many, is_clear
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.audit import timeline_entries
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Tone
from firstbell.core.ui.toasts import Toast

TONES: dict[str, Tone] = {"open": "warn", "cleared": "good", "closed": "neutral", "cancelled": "neutral"}


def state_badge(case: WithdrawalCase) -> SafeString:
    return marks.badge(case.get_state_display(), tone=TONES[case.state])


def _next(case: WithdrawalCase) -> str:
    day = f"{case.next_on:%b %-d}: " if case.next_on else ""
    return f"{day}{case.next_step}" if case.is_open else case.outcome


class CaseList(Listing[WithdrawalCase]):
    """Open cases first, those whose next step is due on top."""

    name = "circulation.cases"
    title = "Withdrawal cases"
    about = ("person_id",)
    default_sort = "next"
    columns: ClassVar = (
        Column[WithdrawalCase](
            "name", "Who left", value=lambda c: c.person.listed_name, sort=("person__sort_name", "pk"), primary=True
        ),
        Column[WithdrawalCase]("number", "Number", value=lambda c: c.person.identifier, code=True),
        Column[WithdrawalCase]("school", "School", value=lambda c: c.organisation.short),
        Column[WithdrawalCase]("out", "Still out", value=lambda c: c.still_out),  # type: ignore[attr-defined]
        Column[WithdrawalCase]("next", "Next step", value=_next, sort=("next_on", "pk")),
        Column[WithdrawalCase](
            "opened", "Since", value=lambda c: timezone.localdate(c.opened_at).isoformat(), sort=("opened_at", "pk")
        ),
        Column[WithdrawalCase]("state", "State", value=lambda c: c.get_state_display(), html=state_badge),
    )
    empty = Empty("check", "No open case", "Nobody who left still has something, as far as you may see.")

    def queryset(self, actor: Actor) -> QuerySet[WithdrawalCase]:
        return WithdrawalCase.objects.visible_to(actor).select_related("person__organisation", "organisation")

    def form(self, data: QueryDict, actor: Actor) -> CaseFilterForm:
        return CaseFilterForm(data or None)

    def filtered(
        self, queryset: QuerySet[WithdrawalCase], data: Mapping[str, Any], actor: Actor
    ) -> QuerySet[WithdrawalCase]:
        state = data.get("state") or "open"
        if state == "due":
            return queryset.filter(state="open", next_on__lte=timezone.localdate())
        return queryset if state == "all" else queryset.filter(state=state)

    def searched(self, queryset: QuerySet[WithdrawalCase], text: str, actor: Actor) -> QuerySet[WithdrawalCase]:
        folded = " ".join(text.casefold().split())
        by_name = queryset.filter(person__sort_name__startswith=folded)
        return by_name | queryset.filter(person__identifier=text)

    def url(self, row: WithdrawalCase) -> str:
        return reverse("circulation:case", args=[row.pk])

    def prepared(self, rows: list[WithdrawalCase], actor: Actor) -> list[WithdrawalCase]:
        lines = clearance_of_many({row.person_id: row.person for row in rows}.values(), seen_by=actor)
        for row in rows:
            barring = [line for line in lines[row.person_id] if line.bars]
            row.still_out = ", ".join(line.text for line in barring[:3])  # type: ignore[attr-defined]
        return rows


@page(May.LOAN_VIEW)
def cases(request: Request) -> HttpResponseBase:
    meta = "Opened when somebody is withdrawn and still has something; closed by itself when all of it is back."
    return list_page(request, CaseList(), context={"page_meta": meta})


@page(May.LOAN_VIEW)
def case(request: Request, pk: int) -> HttpResponseBase:
    """What is still out, what was tried, what is next; POST plans the next step."""
    found = _case(request.actor, pk)
    form = CasePlanForm(request.POST or None, initial={"next_step": found.next_step, "next_on": found.next_on})
    if request.method == "POST" and form.is_valid():
        planned = attempt(form, lambda: plan_case(found, **form.cleaned_data, by=request.actor))
        if planned is not None:
            return redirect_with_toast(
                request, reverse("circulation:case", args=[pk]), Toast("The next step is noted.")
            )
    lines = clearance_of(found.person, seen_by=request.actor)
    context = {
        "page_title": f"{found.person.name} left",
        "breadcrumbs": [Crumb("Withdrawal cases", reverse("circulation:cases"))],
        "case": found,
        "badge": state_badge(found),
        "lines": lines,
        "is_clear": is_clear(lines),
        "form": form,
        "can_edit": found.is_open and request.actor.can(May.CASE_EDIT, at=found.organisation.scope_path),
        "history": timeline_entries(WithdrawalCase.KIND_REF, found.pk),
    }
    return render(request, "circulation/case.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.CASE_EDIT)
def case_close(request: Request, pk: int) -> HttpResponseBase:
    found = _case(request.actor, pk)
    outcome = request.POST.get("outcome", "")
    url = reverse("circulation:case", args=[pk])
    return go_after(request, url, lambda: close_case(found, outcome=outcome, by=request.actor), "The case is closed.")


def _case(actor: Actor, pk: int) -> WithdrawalCase:
    visible = WithdrawalCase.objects.visible_to(actor).select_related("person__organisation", "organisation")
    return get_object_or_404(visible, pk=pk)
