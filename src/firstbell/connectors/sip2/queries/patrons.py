"""The borrower with a card, what stands against them, and their own loans. Asked only for who holds the card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from firstbell.circulation.models import FeeEntry, Hold, Loan
from firstbell.circulation.models.holds import HoldQuerySet
from firstbell.circulation.models.loans import LoanQuerySet
from firstbell.circulation.queries import EffectiveRules, effective_rules, standing_of
from firstbell.circulation.queries.borrowers import Standing
from firstbell.circulation.queries.loans import states_of
from firstbell.connectors.sip2.models import Terminal
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.inventory.models import ItemType, Status
from firstbell.people.models import Person, PersonIdentifier
from firstbell.rooms.queries import zone_of

MOST_COUNTED = 9999
"""Counts have four digits."""
MOST_LISTED = 100
"""Items of one list in one answer, unless the terminal asks for a part of it (BP, BQ); some read 4,096 bytes at most."""
_MOST_READ = 20_000
"""Loans of one borrower: the last that a terminal can ask for by its number has five digits."""
_LATE_LOOKED_AT = 200
_NOT_LATE = (Status.LOST, Status.STOLEN)

_CARDS = (PersonIdentifier.Kind.BADGE, PersonIdentifier.Kind.LIBRARY_CARD)


def card_holder(code: str, terminal: Terminal, actor: Actor) -> Person | None:
    """The current person with this live card (or number, where the terminal takes them), within the terminal's reach."""
    scan = Scan.of(code)
    if not scan.code or len(scan.code) > 100:
        return None
    holder = prepared.row(_holders, code=scan.code)
    if holder is not None:
        return prepared.row(_here, actor, person=holder)
    if not terminal.takes_numbers:
        return None
    found = list(
        Person.objects.visible_to(actor).current().select_related("organisation").filter(identifier=scan.text)[:2]
    )
    return found[0] if len(found) == 1 else None


def _holders(code: str) -> QuerySet[PersonIdentifier, int]:
    cards = PersonIdentifier.objects.filter(code=code, retired_at=None, kind__in=_CARDS).order_by("pk")
    return cards.values_list("person_id", flat=True)[:1]


def _here(actor: Actor, person: int) -> QuerySet[Person]:
    here = Person.objects.visible_to(actor).current().select_related("organisation")
    return here.filter(pk=person).order_by()[:1]


def loans_at(terminal: Terminal, person: Person) -> LoanQuerySet:
    """The person's open loans of the types this terminal deals with; parts of a kit count as the kit."""
    return _loans_at(terminal.pk, person.pk)


def _loans_at(terminal: int, person: int) -> LoanQuerySet:
    others = Terminal.other_types.through.objects.filter(terminal_id=terminal).values("itemtype_id")
    types = Q(item__item_type__purpose=ItemType.Purpose.LIBRARY) | Q(item__item_type_id__in=others)
    return Loan.objects.open().filter(types, borrower_id=person, part_of=None)


def holds_at(terminal: Terminal, person: Person, *, is_ready: bool) -> HoldQuerySet:
    """The person's holds of the types this terminal deals with: on the pick-up shelf, or not there yet."""
    holds = _holds_at(terminal.pk, person.pk)
    return holds.filter(state=Hold.State.READY) if is_ready else holds.exclude(state=Hold.State.READY)


def _holds_at(terminal: int, person: int) -> HoldQuerySet:
    others = Terminal.other_types.through.objects.filter(terminal_id=terminal).values("itemtype_id")
    types = Q(product__item_type__purpose=ItemType.Purpose.LIBRARY) | Q(product__item_type_id__in=others)
    return Hold.objects.open().filter(types, person_id=person)


class Borrowed(NamedTuple):
    """One open loan, as far as a list and a count need it."""

    loan: int
    due_at: dt.datetime | None
    recalled_at: dt.datetime | None
    status: str
    barcode: str
    item: int


def _borrowed(terminal: int, person: int) -> QuerySet[Loan, tuple[Any, ...]]:
    """The soonest due first."""
    loans = _loans_at(terminal, person).order_by("due_at", "pk")
    columns = ("pk", "due_at", "recalled_at", "item__status", "item__barcode", "item_id")
    return loans.values_list(*columns)[:_MOST_READ]


def _states_of_holds(terminal: int, person: int) -> QuerySet[Hold, str]:
    return _holds_at(terminal, person).order_by().values_list("state", flat=True)[: MOST_COUNTED + 1]


def _counting(person: int) -> QuerySet[Loan, int]:
    loans = Loan.objects.counting().filter(borrower_id=person, part_of=None, cart_loan=None).order_by()
    return loans.values_list("pk", flat=True)[: MOST_COUNTED + 1]


def _waited_for(holds: HoldQuerySet) -> list[str]:
    rows = holds.order_by("pk").values_list("copy__barcode", "item__barcode", "product__name")
    return [copy or item or title for copy, item, title in rows[:1000]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a borrower's status is made of. ``loans`` are those this terminal deals with; ``late`` the ids of the ones overdue
    in school days."""

    standing: Standing
    rules: EffectiveRules
    loans: Sequence[Borrowed]
    open_in_all: int
    ready: int = 0
    waiting: int = 0
    late: frozenset[int] = field(default_factory=frozenset)

    @property
    def recalled(self) -> int:
        return sum(one.recalled_at is not None for one in self.loans)

    @property
    def is_blocked(self) -> bool:
        return bool(self.standing.block_reason)

    @property
    def owes_too_much(self) -> bool:
        limit = self.rules.number("fee_block_cents")
        return limit is not None and self.standing.balance_cents >= max(limit, 1)

    @property
    def has_too_many(self) -> bool:
        limit = self.rules.number("max_open_total")
        return limit is not None and self.open_in_all >= limit

    @property
    def has_too_many_late(self) -> bool:
        limit = self.rules.number("overdue_block")
        return bool(limit) and limit is not None and len(self.late) >= limit


def facts_of(person: Person, terminal: Terminal, *, now: dt.datetime) -> Facts:
    """Six queries or so, however many loans there are."""
    where = terminal.organisation
    today = now.astimezone(zone_of(where)).date()
    loans = [Borrowed(*one) for one in prepared.rows(_borrowed, terminal=terminal.pk, person=person.pk)]
    past = [one.loan for one in loans if one.due_at and one.due_at < now and one.status not in _NOT_LATE]
    holds = prepared.rows(_states_of_holds, terminal=terminal.pk, person=person.pk)
    ready = holds.count(Hold.State.READY)
    return Facts(
        standing=standing_of(person, today=today),
        rules=effective_rules(where, person, ItemType()),
        loans=loans,
        open_in_all=len(prepared.rows(_counting, person=person.pk)),
        ready=ready,
        waiting=len(holds) - ready,
        late=_late(terminal, person, past, now),
    )


def _late(terminal: Terminal, person: Person, past: list[int], now: dt.datetime) -> frozenset[int]:
    """Of the loans that are past their date, counted in school days; who has more than 200 has far too many anyhow."""
    if len(past) > _LATE_LOOKED_AT or not past:
        return frozenset(past)
    loans = list(loans_at(terminal, person).filter(pk__in=past).select_related("organisation", "item").order_by())
    states = states_of(loans, now=now)
    return frozenset(loan.pk for loan in loans if states[loan.pk].key == "overdue")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which items of a list: from the first to the last, counted from 1, both included (BP, BQ)."""

    first: int = 1
    last: int | None = None

    @classmethod
    def of(cls, first: str | None, last: str | None) -> Slice:
        """What is no number counts as not said."""
        start = max(1, _number(first) or 1)
        end = _number(last)
        return cls(start, end if end is not None and end >= start else None)

    @property
    def bounds(self) -> tuple[int, int]:
        """As Python slices, never more than :data:`MOST_LISTED`."""
        end = self.first - 1 + MOST_LISTED
        return self.first - 1, end if self.last is None else min(self.last, end)


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None


def item_lists(person: Person, terminal: Terminal, facts: Facts, *, wanted: int | None, part: Slice) -> Sequence[str]:
    """The list a summary asks for: 0 holds that are ready, 1 overdue, 2 charged, 4 recalled, 5 holds that wait.

    Barcodes, the soonest due first; a hold for any copy has none yet and is named by its title. Fees (3) are not items.
    """
    start, end = part.bounds
    if wanted in (0, 5):
        return _waited_for(holds_at(terminal, person, is_ready=wanted == 0))[start:end]
    if wanted not in (1, 2, 4):
        return ()
    asked = [
        one.barcode or str(one.item)
        for one in facts.loans
        if wanted == 2 or (one.loan in facts.late if wanted == 1 else one.recalled_at is not None)
    ]
    return asked[start:end]


def open_charges(person: Person, *, part: Slice) -> Sequence[str]:
    """What is owed for, for the borrower's own screen: amount and reason of charges that nobody took back."""
    start, end = part.bounds
    rows = FeeEntry.objects.filter(person=person, kind=FeeEntry.Kind.CHARGE, reversed_by=None).order_by("-id")
    return [f"{cents / 100:.2f} {reason}" for cents, reason in rows.values_list("cents", "reason")[start:end]]


def count_charges(person: Person) -> int:
    rows = FeeEntry.objects.filter(person=person, kind=FeeEntry.Kind.CHARGE, reversed_by=None)
    return int(rows.aggregate(number=Count("pk"))["number"])


def four_digits(number: int) -> str:
    return f"{min(max(number, 0), MOST_COUNTED):04}"


def codes_of(loans: Iterable[Loan]) -> tuple[str, ...]:
    return tuple(loan.item.barcode or str(loan.item_id) for loan in loans)
