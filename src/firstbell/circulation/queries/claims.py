"""Claims that something came back: how many somebody made, what speaks for one, what to look for on the shelves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from firstbell.circulation.models import Claim, Loan
from firstbell.core.actor import Actor
from firstbell.core.audit import timeline
from firstbell.inventory.models import Item
from firstbell.people.models import Person

RELATED = (
    "loan__item__item_type",
    "loan__item__product",
    "loan__item__home",
    "loan__organisation",
    "person",
    "organisation",
)
_YEAR_STARTS = 7
_NOT_A_SIGHT = ("circulation.item.lent", "circulation.claim.", "circulation.loan.", "inventory.item.restored")


def claims_this_year(person: Person) -> int:
    """How many claims the person made since July, of whatever: that they made one is kept, not of what."""
    today = timezone.localdate()
    start = dt.date(today.year if today.month >= _YEAR_STARTS else today.year - 1, _YEAR_STARTS, 1)
    return Claim.objects.filter(person=person, month__gte=start).exclude(state=Claim.State.FOUND).count()


@dataclass(frozen=True, slots=True)
class Sight:
    """The thing was seen: when, by whom, and what happened with it."""

    at: dt.datetime
    by: str
    text: str


def evidence_for(loan: Loan) -> list[Sight]:
    """Every trace of the thing since it was lent, the newest first: scans at a desk, a check of the shelf or of the room,
    somebody else's attempt. What lending itself wrote is none."""
    entries = timeline(Item.KIND_REF, loan.item_id, limit=100)
    seen = [
        Sight(entry.at, entry.actor_name, entry.summary)
        for entry in entries
        if entry.at > loan.lent_at + dt.timedelta(seconds=5) and not entry.verb.startswith(_NOT_A_SIGHT)
    ]
    last = loan.item.last_seen_at
    if last is not None and last > loan.lent_at + dt.timedelta(seconds=5) and not any(one.at >= last for one in seen):
        seen.append(Sight(last, "", "Scanned"))
    return sorted(seen, key=lambda one: one.at, reverse=True)


def to_look_for(actor: Actor) -> list[Claim]:
    """Open claims of the actor's schools, those nobody looked for yet first: the task list for the shelves."""
    claims = Claim.objects.visible_to(actor).open().filter(loan__isnull=False).select_related(*RELATED)
    return sorted(claims[:300], key=lambda claim: (len(claim.checks), claim.pk))
