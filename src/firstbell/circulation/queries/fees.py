"""What a person owes, and the ledger behind it. Amounts are integer cents."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from firstbell.circulation.models import FeeEntry
from firstbell.people.models import Person


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry with the balance after it. ``is_reversible``: not a reversal and not yet reversed."""

    entry: FeeEntry
    balance_cents: int
    is_reversible: bool


def balance_of(person: Person) -> int:
    """Positive: the person owes."""
    return FeeEntry.objects.filter(person=person).aggregate(sum=Sum("cents"))["sum"] or 0


def ledger_of(person: Person) -> list[LedgerLine]:
    """All entries, the newest first. The caller has found out that the actor may see them."""
    entries = list(FeeEntry.objects.filter(person=person).select_related("item", "organisation").order_by("id"))
    reversed_ids = {entry.reverses_id for entry in entries}
    lines, balance = [], 0
    for entry in entries:
        balance += entry.cents
        reversible = entry.kind != FeeEntry.Kind.REVERSAL and entry.pk not in reversed_ids
        lines.append(LedgerLine(entry, balance, reversible))
    return lines[::-1]
