"""The borrower with a card, what stands against them, and their own loans. Asked only for who holds the card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from firstbell.circulation.models import FeeEntry, Hold, Loan
from firstbell.circulation.models.holds import HoldQuerySet
from firstbell.circulation.models.loans import LoanQuerySet
from firstbell.circulation.queries import EffectiveRules, effective_rules, standing_of
from firstbell.circulation.queries.borrowers import Standing
from firstbell.circulation.queries.loans import states_of
from firstbell.connectors.sip2.models import Terminal
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.core.single import single
from firstbell.inventory.models import ItemType, Status
from firstbell.people.models import Person, PersonIdentifier
from firstbell.rooms.queries import zone_of

MOST_COUNTED = 9999
"""Counts have four digits."""
MOST_LISTED = 100
"""Items of one list in one answer, unless the terminal asks for a part of it (BP, BQ); some read 4,096 bytes at most."""
_LATE_LOOKED_AT = 200
_NOT_LATE = (Status.LOST, Status.STOLEN)

_CARDS = (PersonIdentifier.Kind.BADGE, PersonIdentifier.Kind.LIBRARY_CARD)


def card_holder(code: str, terminal: Terminal, actor: Actor) -> Person | None:
    """The current person with this live card (or number, where the terminal takes them), within the terminal's reach."""
    scan = Scan.of(code)
    if not scan.code or len(scan.code) > 100:
        return None
    here = Person.objects.visible_to(actor).current().select_related("organisation")
    cards = PersonIdentifier.objects.filter(code=scan.code, retired_at=None, kind__in=_CARDS).order_by("pk")
    holder = next(iter(cards.values_list("person_id", flat=True)[:1]), None)
    if holder is not None:
        return single(here.filter(pk=holder))
    if not terminal.takes_numbers:
        return None
    found = list(here.filter(identifier=scan.text)[:2])
    return found[0] if len(found) == 1 else None


def loans_at(terminal: Terminal, person: Person) -> LoanQuerySet:
    """The person's open loans of the types this terminal deals with; parts of a kit count as the kit."""
    types = Q(item__item_type__purpose=ItemType.Purpose.LIBRARY) | Q(
        item__item_type__in=terminal.other_types.order_by().values("pk")
    )
    return Loan.objects.open().filter(types, borrower=person, part_of=None)


def holds_at(terminal: Terminal, person: Person, *, is_ready: bool) -> HoldQuerySet:
    """The person's holds of the types this terminal deals with: on the pick-up shelf, or not there yet."""
    holds = _holds_at(terminal, person)
    return holds.filter(state=Hold.State.READY) if is_ready else holds.exclude(state=Hold.State.READY)


def _holds_at(terminal: Terminal, person: Person) -> HoldQuerySet:
    types = Q(product__item_type__purpose=ItemType.Purpose.LIBRARY) | Q(
        product__item_type__in=terminal.other_types.order_by().values("pk")
    )
    return Hold.objects.open().filter(types, person=person)


def _waited_for(holds: HoldQuerySet) -> list[str]:
    rows = holds.order_by("pk").values_list("copy__barcode", "item__barcode", "product__name")
    return [copy or item or title for copy, item, title in rows[:1000]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a borrower's status is made of. ``late`` are the ids of loans overdue in school days."""

    standing: Standing
    rules: EffectiveRules
    charged: int
    open_in_all: int
    recalled: int = 0
    ready: int = 0
    waiting: int = 0
    late: frozenset[int] = field(default_factory=frozenset)

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
    mine = loans_at(terminal, person)
    due = list(mine.order_by("due_at").values_list("pk", "due_at", "recalled_at", "item__status")[: MOST_COUNTED + 1])
    holds = list(_holds_at(terminal, person).order_by().values_list("state", flat=True)[: MOST_COUNTED + 1])
    ready = holds.count(Hold.State.READY)
    counting = Loan.objects.counting().filter(borrower=person, part_of=None, cart_loan=None)
    return Facts(
        standing=standing_of(person, today=today),
        rules=effective_rules(where, person, ItemType()),
        charged=len(due),
        open_in_all=counting.count(),
        recalled=sum(recalled_at is not None for _, _, recalled_at, _ in due),
        ready=ready,
        waiting=len(holds) - ready,
        late=_late(
            mine, [pk for pk, due_at, _, status in due if due_at and due_at < now and status not in _NOT_LATE], now
        ),
    )


def _late(mine: LoanQuerySet, past: list[int], now: dt.datetime) -> frozenset[int]:
    """Of the loans that are past their date, counted in school days; who has more than 200 has far too many anyhow."""
    if len(past) > _LATE_LOOKED_AT or not past:
        return frozenset(past)
    loans = list(mine.filter(pk__in=past).select_related("organisation", "item").order_by())
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
    mine = loans_at(terminal, person).order_by("due_at", "pk")
    if wanted == 4:
        mine = mine.filter(recalled_at__isnull=False)
    elif wanted == 1:
        mine = mine.filter(pk__in=sorted(facts.late)[:1000])
    elif wanted != 2:
        return ()
    rows = mine.values_list("item__barcode", "item_id")[start:end]
    return [barcode or str(pk) for barcode, pk in rows]


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
