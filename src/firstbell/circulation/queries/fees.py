"""What a person owes, and the ledger behind it. Amounts are integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from firstbell.circulation.models import FeeEntry
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.people.models import Person

NOT_REVERSIBLE = (FeeEntry.Kind.REVERSAL, FeeEntry.Kind.TRANSFER)
"""A transfer has its other half with another entry of the same person; taking the merge apart takes both back."""


@dataclass(slots=True)
class LedgerLine:
    """An entry with the balance after it. ``is_reversible``: not a reversal and not yet reversed.

    ``may_reverse`` is for the page to fill in.
    """

    entry: FeeEntry
    balance_cents: int
    is_reversible: bool
    may_reverse: bool = False


def balance_of(person: Person) -> int:
    """Positive: the person owes."""
    return FeeEntry.objects.filter(person=person).aggregate(sum=Sum("cents"))["sum"] or 0


def returnable_cents(charge: FeeEntry, now_of: Person | None) -> int:
    """The most that giving back may come to: what is still owed, and what was paid since the charge; what was waived was
    never paid. ``now_of``: whose it is by now, where two entries of the person were merged since.
    """
    people = {charge.person_id, now_of.pk if now_of is not None else charge.person_id}
    lines = FeeEntry.objects.filter(person__in=people).order_by()
    kind = FeeEntry.Kind.PAYMENT
    paid = lines.filter(Q(kind=kind) | Q(reverses__kind=kind), pk__gt=charge.pk)
    sums = lines.aggregate(
        owed=Sum("cents"),
        paid=Sum("cents", filter=Q(pk__in=paid.values("pk"))),
        before=Sum("cents", filter=Q(pk__lt=charge.pk)),
    )
    credit_then = max(0, -(sums["before"] or 0))
    return max(0, (sums["owed"] or 0) - (sums["paid"] or 0) + credit_then)


def people_who_owe() -> QuerySet[Any, Any]:
    """Ids of people whose ledger does not come to nothing: they owe, or are owed."""
    return (
        FeeEntry.objects.order_by()
        .values("person_id")
        .annotate(cents=Sum("cents"))
        .exclude(cents=0)
        .values("person_id")
    )


def ledger_of(person: Person, actor: Actor) -> list[LedgerLine]:
    """The entries the actor may see, the newest first."""
    visible = FeeEntry.objects.visible_to(actor).filter(person=person)
    entries = list(visible.select_related("item", "organisation").order_by("id"))
    reversed_ids = {entry.reverses_id for entry in entries}
    lines, balance = [], 0
    for entry in entries:
        balance += entry.cents
        reversible = entry.kind not in NOT_REVERSIBLE and entry.pk not in reversed_ids
        lines.append(LedgerLine(entry, balance, reversible))
    return lines[::-1]


def right_to_reverse(entry: FeeEntry) -> CirculationPermission:
    """Who may charge may take back charges and payments; a waiver takes whoever may waive."""
    is_waiver = entry.kind == FeeEntry.Kind.WAIVER
    return CirculationPermission.FEE_WAIVE if is_waiver else CirculationPermission.FEE_CHARGE
