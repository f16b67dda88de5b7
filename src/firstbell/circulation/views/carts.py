"""A cart lent and taken back as one act: two pages, each one form."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.circulation.actions import lend_cart, return_cart
from firstbell.circulation.due_dates import END_OF_DAY
from firstbell.circulation.forms.promises import CartLendForm, CartReturnForm
from firstbell.circulation.models import CartLoan
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.carts import cart_load, loans_with, open_cart_loan, visible_cart_loans
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.undo import latest_offer
from firstbell.rooms.models import Place
from firstbell.rooms.queries import zone_of


@page(May.LOAN_VIEW)
def cart_loans(request: Request) -> HttpResponseBase:
    """The carts that are out, and the way to lend one."""
    context = {"page_title": "Carts out", "cart_loans": visible_cart_loans(request.actor)}
    return render(request, "circulation/cart_loans.html", context)


@page(May.LOAN_LEND)
def cart_lend(request: Request, pk: int) -> HttpResponseBase:
    cart = _cart(request.actor, pk)
    request.actor.require(May.LOAN_LEND, at=cart.organisation.scope_path)
    out = open_cart_loan(cart)
    form = CartLendForm(request.POST or None, actor=request.actor, cart=cart)
    if request.method == "POST" and form.is_valid():
        loan = attempt(form, lambda: _lend(cart, form, request.actor))
        if loan is not None:
            count = loan.loans.count()
            text = f"{cart.name} is lent with {count} devices to {loan.borrower or loan.place}."
            url = reverse("circulation:cart_loan", args=[loan.pk])
            return redirect_with_toast(request, url, undo_toast(text, latest_offer(request.actor)))
    context = {
        "page_title": f"Lend {cart.name}",
        "breadcrumbs": [
            Crumb("Carts", reverse("inventory:carts")),
            Crumb(cart.name, reverse("inventory:cart", args=[pk])),
        ],
        "cart": cart,
        "out": out,
        "load": cart_load(cart),
        "form": form,
    }
    return render(request, "circulation/cart_lend.html", context, status=422 if form.errors else 200)


def _lend(cart: Place, form: CartLendForm, by: Actor) -> CartLoan:
    day = form.cleaned_data["last_day"]
    due = dt.datetime.combine(day, END_OF_DAY, tzinfo=zone_of(cart.organisation)) if day is not None else None
    reason = form.cleaned_data.get("override_reason", "")
    return lend_cart(cart, to=form.cleaned_data["to"], due=due, override_reason=reason, by=by)


@page()
def cart_loan(request: Request, pk: int) -> HttpResponseBase:
    """Who has the cart, what went with it; one form takes it back: count, tick what is missing, or scan what is in it."""
    related = ("cart__organisation", "organisation", "borrower", "place")
    found = get_object_or_404(CartLoan.objects.visible_to(request.actor).select_related(*related), pk=pk)
    loans = loans_with(found)
    out = [loan for loan in loans if loan.is_open]
    may_return = found.is_open and request.actor.can(May.LOAN_RETURN, at=found.organisation.scope_path)
    form = CartReturnForm(request.POST or None, loans=out)
    if request.method == "POST":
        request.actor.require(May.LOAN_RETURN, at=found.organisation.scope_path)
        if form.is_valid() and attempt(form, partial(return_cart, found, **form.told(), by=request.actor)) is not None:
            back = len(out) - len(found.missing)
            text = f"{back} of {len(out)} back" + (f"; missing {', '.join(found.missing)}." if found.missing else ".")
            toast = undo_toast(text, latest_offer(request.actor), tone="warn" if found.missing else "good")
            return redirect_with_toast(request, reverse("circulation:cart_loan", args=[pk]), toast)
    ticked = set(request.POST.getlist("missing"))
    for loan in out:
        loan.ticked = f"#{loan.item_id}" in ticked  # type: ignore[attr-defined]
    context = {
        "page_title": f"{found.cart.name} with {found.borrower or found.place}",
        "breadcrumbs": [Crumb("Carts out", reverse("circulation:cart_loans"))]
        if request.actor.can(May.LOAN_VIEW)
        else [],
        "found": found,
        "loans": loans,
        "out": out,
        "form": form,
        "may_return": may_return,
    }
    return render(request, "circulation/cart_loan.html", context, status=422 if form.errors else 200)


def _cart(actor: Actor, pk: int) -> Place:
    carts = Place.objects.visible_to(actor).current().filter(kind=Place.Kind.CART)
    return get_object_or_404(carts.select_related("organisation", "parent"), pk=pk)
