"""What a code at a class visit is, with all that its person has to be told: at most twelve statements with the request's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import read_standing, with_standing
from firstbell.circulation.queries.desks import library_near
from firstbell.circulation.queries.lending import LendingCheck, check_lending, lendable_items
from firstbell.circulation.queries.loans import may_name
from firstbell.core.actor import Actor, Grant
from firstbell.core.scan import Scan as Code
from firstbell.core.scan import resolve
from firstbell.counter.queries.places import day_words
from firstbell.counter.queries.visits import (
    Told,
    child_shown,
    due_day,
    is_library,
    reader_in,
    readers_of,
    sees_titles,
    serves_school,
    with_counts,
)
from firstbell.inventory.models import Item
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import items_by_code
from firstbell.people.models import Person, PersonIdentifier, Section
from firstbell.people.queries import with_photos
from firstbell.rooms.queries import zone_of

_GONE = frozenset({"disposed", "sold"})
_OUT = frozenset({"already_lent", "already_lent_to_same"})
_DESK = frozenset(
    {
        CirculationPermission.LOAN_LEND,
        CirculationPermission.LOAN_RETURN,
        CirculationPermission.LOAN_RENEW,
        InventoryPermission.ITEM_MOVE,
    }
)


def lender(actor: Actor, section: Section) -> Actor:
    """The actor as lending needs them: who serves only the own classes holds the desk's rights here and nowhere else."""
    if serves_school(actor, section):
        return actor
    here = Grant("class_lender", section.organisation.scope_path, frozenset(map(str, _DESK)))
    # The request's actor is lazy; this gives the actor itself.
    held = actor.acting_via(actor.via)
    return replace(held, grants=(*held.grants, here), _scopes={})


def library_items(section: Section, actor: Actor) -> Any:
    """What may be scanned in this visit, with all that lending looks at."""
    items = lendable_items()
    if serves_school(actor, section):
        return items.visible_to(actor)
    return items.filter(organisation_id=section.organisation_id)


def lent_elsewhere(section: Section, actor: Actor) -> Any:
    """The library material of the district's other schools, which a child may bring along: one statement."""
    return library_near(lendable_items(), lender(actor, section), CirculationPermission.LOAN_RETURN)


def item_by_code(section: Section, text: str, actor: Actor) -> Item | None:
    """The thing of this code within reach; what was given away only when nothing else has the code."""
    code = Code.of(text).code
    if not code or len(code) > 120:
        return None
    found: list[Item] = list(items_by_code(library_items(section, actor), [code]))
    if not found:
        found = list(items_by_code(lent_elsewhere(section, actor), [code]))
    return min(found, key=lambda one: one.status in _GONE, default=None)


def look_visit(section: Section, text: str, actor: Actor, *, child: int | None = None) -> Told:
    """JSON: ``kind`` is person, item or nothing. ``child`` is who was chosen before; without a text it is asked for."""
    if not text.strip():
        return _child(section, reader_in(section, child, actor), actor) or {"kind": "nothing", "code": ""}
    item = item_by_code(section, text, actor)
    if item is not None:
        return _item(section, item, child, actor)
    told = _child(section, _by_badge(section, text, actor), actor)
    return told or {"kind": "nothing", "code": text.strip()[:60]}


def _by_badge(section: Section, text: str, actor: Actor) -> Any:
    """Whose badge or number it is: of the class, or of anybody where the actor serves the whole school."""
    if serves_school(actor, section):
        matches = resolve(text, actor, kinds=[Person.KIND_REF])
        return Person.objects.filter(pk__in=[one.id for one in matches[:1]])
    code = Code.of(text)
    badge = PersonIdentifier.objects.filter(code=code.code, retired_at=None).values("person_id")
    members = readers_of(section)
    return members.filter(pk__in=badge) | members.filter(identifier=code.text)


def _child(section: Section, people: Any, actor: Actor) -> Told | None:
    """Who it is, what stands against them, what is still out: titles only for those who may know."""
    now = timezone.now()
    asked = with_photos(with_counts(people, section), actor).select_related("homeroom")
    person: Any = with_standing(asked, today=timezone.localdate()).first()
    if person is None:
        return None
    told = child_shown(person) | {
        "kind": "person",
        "in_class": person.homeroom_id == section.pk or readers_of(section).filter(pk=person.pk).exists(),
        "homeroom": person.homeroom.title if person.homeroom is not None else "",
        "gone": person.withdrawn_on is not None,
        "block": read_standing(person).block_reason if serves_school(actor, section) else "",
        "loans": None,
    }
    if sees_titles(actor, section):
        rows = Loan.objects.private().open().filter(borrower=person).visible_to(actor).order_by("due_at", "pk")
        told["loans"] = [_loan(loan, now) for loan in rows.select_related("item__product", "organisation")[:40]]
    return told


def _loan(loan: Loan, now: dt.datetime) -> Told:
    late = loan.due_at is not None and loan.due_at < now
    told = {"title": loan.item.product.name, "label": loan.item.label}
    return told | {"due": day_words(due_day(loan)), "late": late}


def _item(section: Section, item: Item, child: int | None, actor: Actor) -> Told:
    """The title, when it would be due, what speaks against it, and whether it is out: to this child or to another."""
    told: Told = {"kind": "item", "id": item.pk, "label": item.label, "title": item.product.name}
    if not is_library(item):
        text = f"{item.label} is not library material."
        return told | {"state": "in", "blocks": [_block("not_library", text, "Lend it at the counter.", False)]}
    person: Any = None
    if child is not None:
        people = reader_in(section, child, actor)
        person = with_standing(people.order_by(), today=timezone.localdate()).first()
    standing = read_standing(person) if person is not None else None
    by, where = lender(actor, section), section.organisation
    check = check_lending(item, person, by=by, organisation=where, standing=standing)
    is_out = any(one.code in _OUT for one in check.blocks)
    if is_out and not sees_titles(actor, section):
        # Not even whether this child has it: one book held against child after child would tell who reads it.
        return told | {"state": "out", "who": "", "blocks": [], "due": "", "left": None}
    told |= _holder(item, check, actor)
    told["blocks"] = [
        _block(one.code, one.text, one.remedy, one.overridable) for one in check.blocks if one.code not in _OUT
    ]
    if person is not None:
        zone = zone_of(where)
        day = check.due_at.astimezone(zone).date() if check.due_at is not None else None
        told |= {"due": day_words(day), "why": list(check.explain)}
        told |= {"left": _left(item, check)}
    return told


def _holder(item: Item, check: LendingCheck, actor: Actor) -> Told:
    """Who has it: this child, another (named to those who may know only), or nobody."""
    if not any(one.code in _OUT for one in check.blocks):
        return {"state": "in", "who": ""}
    if any(one.code == "already_lent_to_same" for one in check.blocks):
        return {"state": "mine", "who": ""}
    # ``check.open_loans`` are this child's; whose it is otherwise is asked only where the answer may be told.
    if actor.can(CirculationPermission.LIBRARY_LOAN_VIEW):
        related = ("borrower", "place", "organisation", "item__item_type")
        loan = Loan.objects.open().filter(item_id=item.pk).select_related(*related).first()
        if loan is not None and may_name(loan, actor):
            return {"state": "other", "who": str(loan.borrower or loan.place or "")}
    return {"state": "other", "who": ""}


def _left(item: Item, check: LendingCheck) -> int | None:
    """How many more of this type the rule allows after this one; None without a limit."""
    limit = check.rules.number("max_open_of_type")
    total = check.rules.number("max_open_total")
    same = sum(1 for loan in check.open_loans if loan.item.item_type_id == item.item_type_id)
    rest = [limit - same] if limit is not None else []
    rest += [total - len(check.open_loans)] if total is not None else []
    return max(0, min(rest) - 1) if rest else None


def _block(code: str, text: str, remedy: str, may_pass: bool) -> Told:
    return {"code": code, "text": text, "remedy": remedy, "may_pass": may_pass}
