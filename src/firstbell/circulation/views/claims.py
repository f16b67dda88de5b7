"""“I brought it back”: what to look for on the shelves, and how each claim ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import claim_returned, record_shelf_check, settle_claim
from firstbell.circulation.forms.holds import ClaimForm, SettleForm, ShelfCheckForm
from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.claims import RELATED, evidence_for, to_look_for
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast


@page(May.CLAIM_EDIT)
def claims(request: Request) -> HttpResponseBase:
    """Take it to the shelves: those nobody looked for yet stand first."""
    context = {
        "page_title": "Said to be returned",
        "page_meta": "Look on the shelf before anybody is asked to pay.",
        "claims": to_look_for(request.actor),
    }
    return render(request, "circulation/claims.html", context)


@page(May.CLAIM_EDIT)
def claim(request: Request, pk: int) -> HttpResponseBase:
    return _claim_page(request, _visible(request.actor, pk))


def _claim_page(
    request: Request, found: Claim, *, check: ShelfCheckForm | None = None, settle: SettleForm | None = None
) -> HttpResponseBase:
    failed = [form for form in (check, settle) if form is not None and form.errors]
    loan = found.loan
    is_open = found.state == Claim.State.OPEN and loan is not None
    context: dict[str, Any] = {
        "page_title": f"{loan.item.label}: said to be returned" if loan is not None else "Said to be returned",
        "breadcrumbs": [Crumb("Said to be returned", reverse("circulation:claims"))],
        "claim": found,
        "loan": loan,
        "evidence": evidence_for(loan) if loan is not None else [],
        "can_change": is_open and request.actor.can(May.CLAIM_EDIT, at=found.organisation.scope_path),
        "check_form": check or ShelfCheckForm(),
        "settle_form": settle or SettleForm(),
    }
    return render(request, "circulation/claim.html", context, status=422 if failed else 200)


@require_POST
@page(May.CLAIM_EDIT)
def claim_add(request: Request, pk: int) -> HttpResponseBase:
    """From the page of a loan."""
    loan = get_object_or_404(Loan.objects.visible_to(request.actor), pk=pk)
    form = ClaimForm(request.POST)
    if form.is_valid():
        made = attempt(form, lambda: claim_returned(loan, **form.cleaned_data, by=request.actor))
        if made is not None:
            url = reverse("circulation:claim", args=[made.pk])
            return redirect_with_toast(request, url, Toast("It is noted. Look on the shelf first."))
    problems = [str(text) for texts in form.errors.values() for text in texts]
    return redirect_with_toast(
        request, reverse("circulation:loan", args=[pk]), Toast(" ".join(problems) or "Nothing was changed.", tone="bad")
    )


@require_POST
@page(May.CLAIM_EDIT)
def claim_check(request: Request, pk: int) -> HttpResponseBase:
    found, form = _visible(request.actor, pk), ShelfCheckForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        if attempt(form, lambda: record_shelf_check(found, seen=seen, by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("circulation:claim", args=[pk]), Toast("It is noted."))
    return _claim_page(request, _visible(request.actor, pk), check=form)


@require_POST
@page(May.CLAIM_EDIT)
def claim_settle(request: Request, pk: int) -> HttpResponseBase:
    found, form = _visible(request.actor, pk), SettleForm(request.POST)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        if attempt(form, lambda: settle_claim(found, outcome=outcome, by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("circulation:claims"), Toast("It is settled."))
    return _claim_page(request, _visible(request.actor, pk), settle=form)


def _visible(actor: Actor, pk: int) -> Claim:
    return get_object_or_404(Claim.objects.visible_to(actor).select_related(*RELATED, "loan__borrower"), pk=pk)
