"""Circulation on other rooms' pages: what a person has and owes, where a thing is and was."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from firstbell.circulation.models import Loan, WithdrawalCase
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.accessories import unreturned_by
from firstbell.circulation.queries.borrowers import standing_of
from firstbell.circulation.queries.carts import open_cart_loan
from firstbell.circulation.queries.loans import borrower_text, states_of
from firstbell.circulation.queries.reservations import related, to_hand_out
from firstbell.core.actor import Actor
from firstbell.core.panels import Panel, register
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place

SHOWN = 8


def home_cases(_today: Any, actor: Actor) -> dict[str, Any] | None:
    """How many people left and still have something; nothing when nobody did. One query."""
    today = Count("pk", filter=Q(next_on__lte=timezone.localdate()))
    found = WithdrawalCase.objects.visible_to(actor).open().aggregate(open=Count("pk"), due=today)
    return found if found["open"] else None


RELATED = ("item__item_type", "item__product", "borrower", "place", "organisation")


def person_loans(person: Person, actor: Actor) -> dict[str, Any] | None:
    """Open loans, blocks and the balance: of oneself, or for who may see them at the person's school."""
    path, is_self = person.organisation.scope_path, actor.person_id == person.pk
    if not is_self and not actor.can(May.LOAN_VIEW, at=path):
        return None
    open_loans = Loan.objects.visible_to(actor).open().filter(borrower=person).select_related(*RELATED)
    loans = list(open_loans.order_by("due_at", "pk")[:50])
    standing = standing_of(person, today=timezone.localdate())
    sees_fees = is_self or actor.can(May.FEE_VIEW, at=path)
    return {
        "person": person,
        "loans": _with_states(loans),
        "block_reason": standing.block_reason,
        "balance": standing.balance_cents if sees_fees else 0,
        "clearance_url": reverse("circulation:clearance_of", args=[person.pk]),
        "fees_url": reverse("circulation:fees", args=[person.pk]) if sees_fees else "",
        "accessory_lines": unreturned_by(person, seen_by=actor),
        "names_loan": True,
        "next_url": reverse("people:person", args=[person.pk]),
        "may_receive": actor.can(May.LOAN_RETURN, at=path),
        "may_charge": actor.can(May.FEE_CHARGE, at=path),
        "may_waive": actor.can(May.FEE_CHARGE, at=path) or actor.can(May.FEE_WAIVE, at=path),
    }


def item_loans(item: Item, actor: Actor) -> dict[str, Any] | None:
    """The latest loans of a thing, the open one first. Past borrowers of private types are not kept."""
    rows = Loan.objects.visible_to(actor).filter(item_id=item.pk).select_related(*RELATED)
    loans = _with_states(list(rows.order_by("-lent_at", "-pk")[: SHOWN + 1]))
    for loan in loans:
        loan.who = borrower_text(loan)  # type: ignore[attr-defined]
    may_lend = actor.can(May.LOAN_LEND, at=item.organisation.scope_path) and not any(loan.is_open for loan in loans)
    return {
        "loans": loans[:SHOWN],
        "has_more": len(loans) > SHOWN,
        "lend_url": f"{reverse('circulation:lend')}?{urlencode({'item': item.label})}" if may_lend else "",
    }


def cart_lending(cart: Place, actor: Actor) -> dict[str, Any] | None:
    """Who has the cart, and the way to lend it or take it back."""
    path = cart.organisation.scope_path
    if cart.kind != Place.Kind.CART or not actor.can(May.LOAN_VIEW, at=path):
        return None
    out = open_cart_loan(cart)
    return {"cart": cart, "out": out, "may_lend": out is None and actor.can(May.LOAN_LEND, at=path)}


def home_reservations(_today: Any, actor: Actor) -> dict[str, Any] | None:
    """What waits to be handed out this morning."""
    waiting = to_hand_out(actor, today=timezone.localdate())
    return {"waiting": waiting[:SHOWN]} if waiting else None


def person_reservations(person: Person, actor: Actor) -> dict[str, Any] | None:
    today = timezone.localdate()
    standing = related().visible_to(actor).standing(today).filter(person=person)
    found = list(standing.order_by("first_day", "pk")[:SHOWN])
    return {"waiting": found, "is_persons": True} if found else None


def item_reservations(item: Item, actor: Actor) -> dict[str, Any] | None:
    """Who reserved it, and the way to reserve it."""
    standing = related().visible_to(actor).standing(timezone.localdate()).filter(item_id=item.pk)
    found = list(standing.order_by("first_day", "pk")[:SHOWN])
    return {"waiting": found} if found else None


def _with_states(loans: list[Loan]) -> list[Loan]:
    states = states_of(loans, now=timezone.now())
    for loan in loans:
        loan.state = states[loan.pk]  # type: ignore[attr-defined]
    return loans


register(Panel("people.person", "circulation.loans", "circulation/panel_person.html", person_loans, order=30))
register(Panel("inventory.item", "circulation.loans", "circulation/panel_item.html", item_loans, May.LOAN_VIEW, 30))
register(Panel("core.home", "circulation.cases", "circulation/panel_cases.html", home_cases, May.LOAN_VIEW, order=35))
register(
    Panel("core.home", "circulation.today", "circulation/panel_home.html", home_reservations, May.LOAN_VIEW, order=20)
)
register(
    Panel("people.person", "circulation.reserved", "circulation/panel_reserved.html", person_reservations, order=35)
)
register(
    Panel("inventory.item", "circulation.reserved", "circulation/panel_reserved.html", item_reservations, order=35)
)
for slot in ("inventory.cart", "rooms.place"):
    register(Panel(slot, "circulation.cart", "circulation/panel_cart.html", cart_lending, May.LOAN_VIEW, 10))
