"""People who helped themselves with fix cards in the past months, or gave up: what the order of the steps is learned from."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence

from firstbell.guides.models import Card, StepTally, StepTry, Walk
from firstbell.guides.queries.cards import steps_of
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

Outcome = StepTry.Outcome
AUDIENCE = "teacher"


def make_walks(
    school: Organisation, people: Sequence[Person], rooms: Sequence[Place], moments: Sequence[dt.datetime],
    draw: random.Random, count: int,
) -> None:  # fmt: skip
    """Written straight, since actions know only now: walks, what each step of them brought, and the tallies of it."""
    cards = list(Card.objects.in_use().order_by("-is_daily", "code")[:14])
    if not cards or not moments:
        return
    steps = [steps_of(card, AUDIENCE) for card in cards]
    walks: list[tuple[Walk, int]] = []
    for _ in range(count):
        at, which = draw.choice(moments), min(int(draw.expovariate(0.3)), len(cards) - 1)
        state = draw.choices((Walk.State.SOLVED, Walk.State.HANDED_OVER, Walk.State.LEFT), weights=(6, 3, 1))[0]
        walk = Walk(
            card=cards[which], version=cards[which].version, organisation=school, person=draw.choice(people),
            place=draw.choice(rooms), audience=AUDIENCE, state=state, started_at=at,
            ended_at=at + dt.timedelta(minutes=draw.randrange(2, 9)),
        )  # fmt: skip
        walks.append((walk, which))
    Walk.objects.bulk_create([walk for walk, _which in walks])
    tries = [one for walk, which in walks for one in _tries(walk, steps[which], draw)]
    StepTry.objects.bulk_create(tries)
    _tally(tries)


def _tries(walk: Walk, steps: Sequence[tuple[str, bool]], draw: random.Random) -> Iterator[StepTry]:
    """The steps in their order until one worked; the second is the one that helps most often."""
    at = walk.started_at
    helping = [key for key, can_mend in steps if can_mend]
    last = draw.choices(helping, weights=[(2, 5, 3, 1)[min(n, 3)] for n in range(len(helping))])[0] if helping else ""
    for key, can_mend in steps:
        at += dt.timedelta(seconds=40)
        if not can_mend:
            yield StepTry(walk=walk, step=key, outcome=Outcome.DONE, at=at)
            continue
        worked = walk.state == Walk.State.SOLVED and key == last
        yield StepTry(walk=walk, step=key, outcome=Outcome.WORKED if worked else Outcome.DID_NOT, at=at)
        if worked or (walk.state == Walk.State.LEFT and key == last):
            return


def _tally(tries: Sequence[StepTry]) -> None:
    sums: Counter[tuple[int, str, str, int, str]] = Counter()
    for one in tries:
        if one.outcome != Outcome.DONE:
            sums[one.walk.card_id, one.step, StepTally.Scope.ALL, 0, one.outcome] += 1
            sums[one.walk.card_id, one.step, StepTally.Scope.PLACE, one.walk.place_id or 0, one.outcome] += 1
    known = {(row.card_id, row.step, row.scope, row.scope_id): row for row in StepTally.objects.all()}
    added: dict[tuple[int, str, str, int], StepTally] = {}
    for (card_id, step, scope, scope_id, outcome), times in sums.items():
        key = (card_id, step, scope, scope_id)
        row = known.get(key) or added.setdefault(
            key, StepTally(card_id=card_id, step=step, scope=scope, scope_id=scope_id)
        )
        setattr(row, outcome, getattr(row, outcome) + times)
    StepTally.objects.bulk_create(added.values())
    StepTally.objects.bulk_update(known.values(), ["worked", "did_not"])
