"""Lending by two scans: who, what. Everything travels in the address, nothing in a session."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from firstbell.circulation.actions import lend_item
from firstbell.circulation.due_dates import END_OF_DAY
from firstbell.circulation.forms import LendForm
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries import LendingCheck, check_lending
from firstbell.circulation.queries.accessories import expected_for
from firstbell.circulation.queries.desks import desk_for, thing_at_desk
from firstbell.circulation.queries.lending import lendable_items
from firstbell.circulation.queries.loans import open_loans_of, states_of
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.errors import Forbidden
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.scan import Match, resolve
from firstbell.core.ui.shapes import Crumb
from firstbell.core.undo import latest_offer
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.people.queries import people_named, photo_urls
from firstbell.rooms.queries import zone_of


class Pick(NamedTuple):
    """A person to choose, by the code that names them alone."""

    person: Person
    code: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code and what it named: exactly one thing, or a word why not. ``picks`` are the people a typed name fits."""

    code: str
    match: Match | None = None
    problem: str = ""
    picks: tuple[Pick, ...] = ()


def scanned(code: str, kind: str, actor: Actor) -> Scanned:
    """What a code names among one kind of things this actor may see. People are found by name as well: badges are forgotten."""
    code = code.strip()[:120]
    if not code:
        return Scanned("")
    matches = resolve(code, actor, kinds=[kind]) or (_at_desk(code, actor) if kind == Item.KIND_REF else [])
    if len(matches) == 1:
        return Scanned(code, matches[0])
    if not matches and kind == Person.KIND_REF and (picks := _named(code, actor)):
        alone = resolve(picks[0].code, actor, kinds=[kind]) if len(picks) == 1 else []
        if len(alone) == 1:
            return Scanned(picks[0].code, alone[0])
        return Scanned(code, problem=f"“{code}” is no badge, but fits {len(picks)} people: choose one.", picks=picks)
    what = "person" if kind == Person.KIND_REF else "item"
    if not matches:
        return Scanned(code, problem=f"“{code}” names no {what} you may see. Check the code and scan again.")
    names = ", ".join(f"{match.label} ({match.detail})" for match in matches[:4])
    return Scanned(code, problem=f"“{code}” names more than one {what}: {names}. Use another code.")


def _named(text: str, actor: Actor) -> tuple[Pick, ...]:
    return tuple(Pick(one, code) for one in people_named(text, actor) if (code := one.identifier or one.username))


def _at_desk(code: str, actor: Actor) -> list[Match]:
    """A book of another school of the district has no page here, but may lie on this desk."""
    item = thing_at_desk(code, actor, May.LOAN_LEND)
    if item is None:
        return []
    detail = f"{item.product.name} · {item.organisation.name}"
    return [Match(Item.KIND_REF, item.pk, item.label, detail, "", item.item_type.icon, item)]


@page(May.LOAN_LEND)
def lend(request: Request) -> HttpResponseBase:
    """``?person=CODE&item=CODE``; a POST to the same address lends."""
    who = scanned(request.GET.get("person", ""), Person.KIND_REF, request.actor)
    what = scanned(request.GET.get("item", ""), Item.KIND_REF, request.actor)
    person = who.match.object if who.match is not None else None
    item = lendable_items().get(pk=what.match.id) if what.match is not None else None
    expected = expected_for(item) if item is not None and person is not None else []
    form = LendForm(request.POST if request.method == "POST" else None, expected=expected)
    check = _check(item, person, request.actor) if item is not None and person is not None else None
    if request.method == "POST" and item is not None and person is not None and form.is_valid():
        loan = attempt(form, lambda: _lend(item, person, form, request.actor))
        if loan is not None:
            again = f"{reverse('circulation:lend')}?{urlencode({'person': who.code})}"
            headline = f"{item.label} is lent to {person.name}. {loan.due_explain[0]}"
            return redirect_with_toast(request, again, undo_toast(headline, latest_offer(request.actor)))
    context = {
        "page_title": "Lend",
        "page_meta": "Scan a person, then a thing.",
        "breadcrumbs": [Crumb("Loans", reverse("circulation:loans"))] if request.actor.can(May.LOAN_VIEW) else [],
        "who": who,
        "what": what,
        "person": person,
        "photo": photo_urls([person.pk], request.actor).get(person.pk, "") if person is not None else "",
        "item": item,
        "check": check,
        "form": form,
        "step": 3 if check is not None else 2 if person is not None else 1,
        "loans": _with_states(open_loans_of(person, seen_by=request.actor)) if person is not None else [],
        "may_override": item is not None
        and check is not None
        and check.may_pass(request.actor, item.item_type, at=desk_for(item, request.actor, May.LOAN_LEND).scope_path),
    }
    return render(request, "circulation/lend.html", context, status=422 if form.errors else 200)


def _check(item: Item, person: Person, actor: Actor) -> LendingCheck | None:
    """None for an item of a school where this actor may not lend: seeing it is not lending it."""
    try:
        return check_lending(item, person, by=actor)
    except Forbidden:
        return None


def _lend(item: Item, person: Person, form: LendForm, actor: Actor) -> Loan:
    day = form.cleaned_data["due"]
    where = desk_for(item, actor, May.LOAN_LEND)
    zone = zone_of(where)
    return lend_item(
        item,
        to=person,
        organisation=where,
        due=dt.datetime.combine(day, END_OF_DAY, tzinfo=zone) if day is not None else None,
        override_reason=form.cleaned_data["override_reason"],
        accessories=form.along(),
        by=actor,
    )


def _with_states(loans: list[Loan]) -> list[Loan]:
    states = states_of(loans, now=timezone.now())
    for loan in loans:
        loan.state = states[loan.pk]  # type: ignore[attr-defined]
    return loans
