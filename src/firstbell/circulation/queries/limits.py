"""How many more things people may have, by the limits of the rules: for many people and types at once, two statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from firstbell.circulation.models import Claim, Loan
from firstbell.circulation.queries.policies import EffectiveRules, rules_of_many
from firstbell.inventory.models import Status
from firstbell.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Room:
    """How many more of the type, and of all things; None without a limit, never below 0."""

    of_type: int | None
    in_all: int | None


def room_of_many(
    organisation: Organisation, people: Sequence[Person], type_ids: Iterable[int]
) -> dict[int, dict[int, Room]]:
    """By person and item type, only where a limit holds. Counted as lending counts (``findings.Case``): what is lost, stolen or
    said to be back does not count, a kit and a cart count as one."""
    has: dict[int, list[int]] = {}
    claimed = Exists(Claim.objects.open().filter(loan=OuterRef("pk")))
    gone = (Status.LOST, Status.STOLEN)
    loans = Loan.objects.open().filter(~claimed, borrower__in=[one.pk for one in people], part_of=None, cart_loan=None)
    for borrower, kind in (
        loans.exclude(item__status__in=gone).order_by().values_list("borrower_id", "item__item_type_id")
    ):
        has.setdefault(borrower or 0, []).append(kind)
    return {
        person.pk: {kind: room for kind, one in rules.items() if (room := _room(one, kind, has.get(person.pk, [])))}
        for person, rules in rules_of_many(organisation, people, type_ids)
    }


def _room(rules: EffectiveRules, kind: int, has: Sequence[int]) -> Room | None:
    of_type, in_all = rules.number("max_open_of_type"), rules.number("max_open_total")
    if of_type is None and in_all is None:
        return None
    return Room(
        None if of_type is None else max(0, of_type - has.count(kind)),
        None if in_all is None else max(0, in_all - len(has)),
    )
