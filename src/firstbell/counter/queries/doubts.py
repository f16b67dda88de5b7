"""What speaks against giving this device to this student, before the rules of lending are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from firstbell.circulation.models import Loan
from firstbell.counter import lifecycle
from firstbell.counter.models import Campaign, Expectation
from firstbell.counter.queries.places import last_scan_of, loan_text
from firstbell.counter.queries.rosters import people_of
from firstbell.inventory.models import Item, Status
from firstbell.people.models import Person

ALARMING = frozenset({Status.MISSING, Status.LOST, Status.STOLEN})
TO_ITS_OWNER = frozenset({Status.READY_RETURN, Status.STORED})


@dataclass(frozen=True, slots=True)
class Doubt:
    """``code`` is stable. ``may_insist``: the station's person may say "all the same"; else it is a stop."""

    code: str
    text: str
    remedy: str
    may_insist: bool = False


def doubts(campaign: Campaign, person: Person, item: Item) -> list[Doubt]:
    """Wrong device, lost device, somebody else's, not in the group, has one already; the worst first."""
    found = [*of_item(campaign, item, person_id=person.pk)]
    row = _facts(campaign, person, item)
    if row.reserved_for_other:
        found.append(_reserved(item, row.reserved_for_other))
    if row.reserved and row.reserved != item.pk:
        text = f"{row.reserved_label} is reserved for {person.name}, not {item.label}."
        found.append(Doubt("other_reserved", text, f"Take {row.reserved_label}, or y gives this one.", may_insist=True))
    if row.has_one and row.has_one != item.pk:
        text = f"{person.name} already has {row.has_label}."
        found.append(Doubt("has_one", text, "Take that one back first."))
    if not row.in_group:
        text = f"{person.name} is not in the groups of {campaign.name}."
        found.append(Doubt("not_in_group", text, "y hands it out all the same.", may_insist=True))
    if row.left_out:
        text = f"{person.name} takes no part: {Expectation.Left(row.left_out).label.lower()}."
        found.append(Doubt("left_out", text, "y hands it out all the same.", may_insist=True))
    return found


def of_item(campaign: Campaign, item: Item, *, person_id: int | None) -> list[Doubt]:
    """What the device itself says, without asking the database but for the owner's name."""
    if item.status in ALARMING:
        text = f"{item.label} is “{item.get_status_display()}” by the books."
        return [Doubt("lost", text, "Keep it here and tell the technician.")]
    if item.item_type_id != campaign.item_type_id:
        text = f"{item.label} is a {item.item_type.name.lower()}, not a {campaign.item_type.name.lower()}."
        return [Doubt("wrong_kind", text, "Scan one from the right pile.")]
    owner = item.assigned_to_id
    if owner is not None and owner != person_id and item.status in TO_ITS_OWNER and item.assigned_to is not None:
        text = f"{item.label} belongs to {item.assigned_to.name}."
        return [Doubt("belongs_other", text, "Lay it aside; scan another.")]
    if item.status in {Status.ASSIGNED, Status.ON_LOAN}:
        loan = (
            Loan.objects.open()
            .filter(item_id=item.pk)
            .select_related("borrower", "place", "organisation", "item__item_type")
        )
        out = loan.first()
        if out is not None:
            return [Doubt("already_lent", loan_text(out, last_scan_of(item)), "Scan another device.")]
    return []


def _reserved(item: Item, name: str) -> Doubt:
    return Doubt("reserved_other", f"{item.label} is reserved for {name}.", "Lay it aside; scan another.")


@dataclass(frozen=True, slots=True)
class _Row:
    in_group: bool
    reserved: int | None
    reserved_label: str | None
    left_out: str | None
    reserved_for_other: str
    has_one: int | None
    has_label: str | None


def _facts(campaign: Campaign, person: Person, item: Item) -> _Row:
    """Expectations and loans around this pair: one statement, and one more for a name in the rare case."""
    live = Q(campaign=campaign) | ~Q(campaign__state__in=lifecycle.ENDED)
    mine = Expectation.objects.filter(campaign=campaign, person=OuterRef("pk"))
    others = Expectation.objects.filter(live, item_id=item.pk).exclude(person=OuterRef("pk"))
    has = Loan.objects.open().filter(borrower=OuterRef("pk"), item__item_type_id=campaign.item_type_id)
    row: dict[str, Any] = dict(
        Person.objects.filter(pk=person.pk)
        .order_by()
        .values(
            in_group=Exists(people_of(campaign).filter(pk=OuterRef("pk"))),
            reserved=Subquery(mine.values("item_id")[:1]),
            reserved_label=Subquery(mine.values("item__barcode")[:1]),
            left_out=Subquery(mine.values("left_out")[:1]),
            other=Subquery(others.values("person_id")[:1]),
            has_one=Subquery(has.values("item_id")[:1]),
            has_label=Subquery(has.values("item__barcode")[:1]),
        )
        .get()
    )
    other = row.pop("other")
    name = Person.objects.get(pk=other).name if other is not None else ""
    return _Row(**row, reserved_for_other=name)
