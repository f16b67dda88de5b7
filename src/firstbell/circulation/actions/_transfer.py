"""What one entry of a person owes goes over to the other, as two lines of the ledger; and back by their mirror."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.circulation.events import FeeEntered
from firstbell.circulation.models import FeeEntry
from firstbell.circulation.queries.fees import balance_of
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.people.models import Person


def transfer_balance(source: Person, target: Person, *, by: Actor) -> dict[str, int] | None:
    """Move the whole balance (a credit too); None when there is none. The right was checked by whoever merges."""
    owed = balance_of(source)
    if not owed:
        return None
    _pair(source, target, owed, by)
    return {"cents": owed}


def take_transfer_back(payload: dict[str, int], keeper: Person, other: Person, *, by: Actor) -> None:
    """The same amount the other way round; what was paid meanwhile stays paid with the keeper."""
    _pair(keeper, other, payload["cents"], by)


def _pair(source: Person, target: Person, cents: int, by: Actor) -> None:
    with change(by) as unit:
        for person, amount, reason in (
            (source, -cents, f"Moved to {target} ({target.identifier or target.pk})"),
            (target, cents, f"Moved from {source} ({source.identifier or source.pk})"),
        ):
            entry = FeeEntry.objects.create(
                person=person, organisation=person.organisation, kind=FeeEntry.Kind.TRANSFER, cents=amount,
                reason=reason[:200], at=timezone.now(), by=by.name[:200],
            )  # fmt: skip
            told: dict[str, Any] = {"entry_id": entry.pk, "kind": entry.get_kind_display(), "cents": amount}
            unit.publish(
                FeeEntered(subject=person.ref, org_path=person.organisation.scope_path, note=entry.reason, **told)
            )
