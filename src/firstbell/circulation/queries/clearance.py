"""What somebody still has of the school's, or owes: one list over all rooms.

Rooms above add theirs with :func:`clearance_source` in their ``clearance.py``; a source answers for many people at once,
in constant queries. Nothing here asks who may see it: start from people the actor may see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.models import FeeEntry, Loan, LoanAccessory
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.loans import states_of
from firstbell.core.actor import Actor
from firstbell.people.models import Account, Person


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    """One thing in the way. ``kind`` is ``item``, ``fee``, ``account`` or a room's own word; ``url`` is where to settle it.

    ``cents`` is what it is about in money, 0 where it is not. ``bars`` is False for what is only worth knowing. An
    ``is_private`` line names what somebody reads: only the library and they themselves see more of it than that it is one.
    """

    kind: str
    text: str
    detail: str = ""
    url: str = ""
    cents: int = 0
    tone: str = "neutral"
    bars: bool = True
    is_private: bool = False


Source = Callable[[Sequence[Person]], dict[int, list[ClearanceLine]]]
_sources: list[tuple[int, Source]] = []


def clearance_source(*, order: int) -> Callable[[Source], Source]:
    """Ask the function for its lines, people's ids to lines; smaller ``order`` comes first."""

    def register(source: Source) -> Source:
        _sources.append((order, source))
        _sources.sort(key=lambda one: one[0])
        return source

    return register


def clearance_of_many(people: Iterable[Person], *, seen_by: Actor | None = None) -> dict[int, list[ClearanceLine]]:
    """All lines of each, also of those who have none; private ones by name only where ``seen_by`` may know."""
    people = list(people)
    found: dict[int, list[ClearanceLine]] = {person.pk: [] for person in people}
    for _, source in _sources:
        for pk, lines in source(people).items():
            found[pk] += lines
    for person in people:
        if any(line.is_private for line in found[person.pk]) and not _may_know(person, seen_by):
            found[person.pk] = [_veiled(line) if line.is_private else line for line in found[person.pk]]
    return found


def _may_know(person: Person, actor: Actor | None) -> bool:
    if actor is None:
        return False
    is_self = person.pk == actor.person_id and not actor.is_disguised
    return is_self or library_scope(actor).covers(person.organisation.scope_path)


def _veiled(line: ClearanceLine) -> ClearanceLine:
    """Neither which, nor until when: the trail says of every title on which day it is due."""
    is_late = line.tone == "bad"
    detail = line.detail if line.kind != "item" else "Overdue" if is_late else "Out"
    return replace(
        line, text="Library material", detail=detail, tone=line.tone if is_late else "neutral", url="", cents=0
    )


def clearance_of(person: Person, *, seen_by: Actor | None = None) -> list[ClearanceLine]:
    """Everything in the way of one person."""
    return clearance_of_many([person], seen_by=seen_by)[person.pk]


def is_clear(lines: Iterable[ClearanceLine]) -> bool:
    """Nothing bars any more."""
    return not any(line.bars for line in lines)


def in_words(lines: Iterable[ClearanceLine]) -> str:
    """“Chromebook 1042, Fees: $20.00 owed”: for the audit and for messages."""
    barring = [line for line in lines if line.bars]
    return ", ".join(f"{line.text}: {line.detail}" if line.kind != "item" else line.text for line in barring)[:280]


def holders(actor: Actor) -> QuerySet[Person]:
    """People who have something or owe something, where the actor sees loans, with ``items_out`` and ``owed`` (cents)."""
    scope = actor.scope(May.LOAN_VIEW)
    open_loans = Loan.objects.open().filter(borrower=OuterRef("pk")).order_by()
    owing = FeeEntry.objects.order_by().values("person").annotate(sum=Sum("cents")).filter(sum__gt=0).values("person")
    missing = LoanAccessory.objects.owed().order_by().values("loan__borrower")
    entries = FeeEntry.objects.filter(person=OuterRef("pk")).order_by().values("person")
    return (
        Person.objects.visible_to(actor)
        .filter(scope.q("organisation__path"))
        .filter(Q(Exists(open_loans)) | Q(pk__in=owing) | Q(pk__in=missing))
        .annotate(
            items_out=Coalesce(Subquery(open_loans.values("borrower").annotate(n=Count("pk")).values("n")), 0),
            owed=Coalesce(Subquery(entries.annotate(sum=Sum("cents")).values("sum"), output_field=IntegerField()), 0),
        )
    )


@clearance_source(order=10)
def items_out(people: Sequence[Person]) -> dict[int, list[ClearanceLine]]:
    """Open loans, the longest due first."""
    related = ("item__product", "item__item_type", "item__device", "organisation")
    loans = list(
        Loan.objects.open()
        .filter(borrower__in=[one.pk for one in people])
        .select_related(*related)
        .order_by("due_at", "pk")
    )
    states = states_of(loans, now=timezone.now())
    found: dict[int, list[ClearanceLine]] = {}
    for loan in loans:
        state = states[loan.pk]
        line = ClearanceLine(
            "item", f"{loan.item.product.name} {loan.item.label}", state.label,
            reverse("circulation:loan", args=[loan.pk]), loan.item.product.replacement_cents or 0, state.tone,
            is_private=loan.item.item_type.holder_is_private,
        )  # fmt: skip
        found.setdefault(loan.borrower_id or 0, []).append(line)
    return found


@clearance_source(order=15)
def accessories_owed(people: Sequence[Person]) -> dict[int, list[ClearanceLine]]:
    """Chargers and cases that did not come back with their device; a charged one stands among the fees."""
    found: dict[int, list[ClearanceLine]] = {}
    owed = LoanAccessory.objects.owed().filter(loan__borrower__in=[one.pk for one in people])
    for line in owed.select_related("product", "loan__item__item_type").order_by("pk"):
        cents = line.product.replacement_cents if line.product is not None else None
        found.setdefault(line.loan.borrower_id or 0, []).append(
            ClearanceLine(
                "accessory",
                line.name,
                "Not back",
                reverse("circulation:loan", args=[line.loan_id]),
                cents or 0,
                "warn",
                is_private=line.loan.item.item_type.holder_is_private,
            )
        )
    return found


@clearance_source(order=20)
def fees_owed(people: Sequence[Person]) -> dict[int, list[ClearanceLine]]:
    """The balance, where something is owed."""
    sums = (
        FeeEntry.objects.filter(person__in=[one.pk for one in people])
        .order_by()
        .values_list("person")
        .annotate(sum=Sum("cents"))
    )
    return {
        pk: [
            ClearanceLine(
                "fee", "Fees", f"${cents / 100:,.2f} owed", reverse("circulation:fees", args=[pk]), cents, "warn"
            )
        ]
        for pk, cents in sums
        if cents > 0
    }


@clearance_source(order=90)
def accounts_on(people: Sequence[Person]) -> dict[int, list[ClearanceLine]]:
    """An account of somebody who left should be off; that of somebody who is here is none of clearance's business."""
    gone = [one.pk for one in people if one.withdrawn_on is not None]
    rows: Any = (
        Account.objects.filter(person__in=gone, is_active=True).values_list("person", "username") if gone else ()
    )
    return {
        pk: [
            ClearanceLine(
                "account", "Account", f"{name} can still sign in", reverse("people:person", args=[pk]), tone="warn"
            )
        ]
        for pk, name in rows
    }
