"""What a person owes: the ledger, and charging, paying, waiving, reversing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import charge_fee, reverse_entry, take_payment, waive_fee
from firstbell.circulation.forms import BlockForm, ChargeForm, PaymentForm, ReasonForm, WaiverForm
from firstbell.circulation.models import Block, FeeEntry
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.fees import ledger_of, right_to_reverse
from firstbell.circulation.views.lending import scanned
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.inventory.models import Item
from firstbell.people.models import Person


@page()
def fees(request: Request, pk: int) -> HttpResponseBase:
    """A person's ledger and blocks; everybody sees their own."""
    return fees_page(request, _person(request, pk))


def fees_page(request: Request, person: Person, **failed: forms.Form) -> HttpResponseBase:
    """``failed`` are forms with errors by their name in the template; the others are fresh."""
    actor, path = request.actor, person.organisation.scope_path
    lines = ledger_of(person, actor)
    for line in lines:
        right = right_to_reverse(line.entry)
        line.may_reverse = line.is_reversible and actor.can(right, at=line.entry.organisation.scope_path)
    context = {
        "page_title": f"Fees and blocks of {person.name}",
        "breadcrumbs": [Crumb(person.name, reverse("people:person", args=[person.pk]))],
        "person": person,
        "lines": lines,
        "balance": sum(line.entry.cents for line in lines),
        "blocks": Block.objects.visible_to(actor).filter(person=person).select_related("organisation"),
        "can_charge": actor.can(May.FEE_CHARGE, at=path),
        "can_pay": actor.can(May.FEE_PAY, at=path),
        "can_waive": actor.can(May.FEE_WAIVE, at=path),
        "can_block": actor.can(May.BLOCK_EDIT, at=path),
        "charge_form": ChargeForm(prefix="charge"),
        "payment_form": PaymentForm(prefix="pay"),
        "waiver_form": WaiverForm(prefix="waive"),
        "block_form": BlockForm(prefix="block"),
    }
    return render(request, "circulation/fees.html", context | failed, status=422 if failed else 200)


@require_POST
@page(May.FEE_CHARGE)
def fee_charge(request: Request, pk: int) -> HttpResponseBase:
    person, form = _person(request, pk), ChargeForm(request.POST, prefix="charge")

    def charge(data: dict[str, Any]) -> FeeEntry:
        about = scanned(data["item"], Item.KIND_REF, request.actor)
        if about.problem:
            raise Invalid(about.problem, field="item")
        item = Item.objects.get(pk=about.match.id) if about.match is not None else None
        return charge_fee(person, cents=data["amount"], reason=data["reason"], item=item, by=request.actor)

    return _entered(request, person, form, "charge_form", charge)


@require_POST
@page(May.FEE_PAY)
def fee_pay(request: Request, pk: int) -> HttpResponseBase:
    person, form = _person(request, pk), PaymentForm(request.POST, prefix="pay")
    return _entered(
        request,
        person,
        form,
        "payment_form",
        lambda data: take_payment(person, cents=data["amount"], reason=data["reason"], by=request.actor),
    )


@require_POST
@page(May.FEE_WAIVE)
def fee_waive(request: Request, pk: int) -> HttpResponseBase:
    person, form = _person(request, pk), WaiverForm(request.POST, prefix="waive")
    return _entered(
        request,
        person,
        form,
        "waiver_form",
        lambda data: waive_fee(person, cents=data["amount"], reason=data["reason"], by=request.actor),
    )


@require_POST
@page(May.FEE_CHARGE, May.FEE_WAIVE)
def fee_reverse(request: Request, pk: int) -> HttpResponseBase:
    entry = get_object_or_404(
        FeeEntry.objects.visible_to(request.actor).select_related("person", "organisation", "item__item_type"), pk=pk
    )
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    url = reverse("circulation:fees", args=[entry.person_id])
    return go_after(
        request, url, lambda: reverse_entry(entry, reason=reason, by=request.actor), "The line is reversed."
    )


def _entered(
    request: Request,
    person: Person,
    form: forms.Form,
    name: str,
    act: Callable[[dict[str, Any]], FeeEntry],
) -> HttpResponseBase:
    if form.is_valid():
        entry = attempt(form, lambda: act(form.cleaned_data))
        if entry is not None:
            text = f"{entry.get_kind_display()} of ${abs(entry.cents) / 100:.2f} entered."
            return redirect_with_toast(request, reverse("circulation:fees", args=[person.pk]), Toast(text))
    return fees_page(request, person, **{name: form})


def _person(request: Request, pk: int) -> Person:
    """Oneself, or a person one may see where one may see fees."""
    visible = Person.objects.visible_to(request.actor).select_related("organisation")
    person = get_object_or_404(visible, pk=pk)
    if person.pk != request.actor.person_id:
        request.actor.require(May.FEE_VIEW, at=person.organisation.scope_path)
    return person
