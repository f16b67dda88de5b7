"""Questions about cards and walks: what fits a message, where a walk stands, how well each step does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Count as SqlCount
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.scope import Scope
from firstbell.guides import matching
from firstbell.guides.content import CardContent, read
from firstbell.guides.models import Card, StepTally, Walk
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries.equipment import kind_of_item
from firstbell.guides.walking import (
    Ask,
    Count,
    Counts,
    Do,
    Elsewhere,
    Out,
    Screen,
    Stop,
    chances,
    may_do,
    next_screen,
    ordered,
    own_unknown,
)
from firstbell.inventory.models import Item
from firstbell.people.models import Person

__all__ = [
    "Ask", "CardContent", "Do", "Elsewhere", "Out", "Screen", "Stop", "Suggestion", "WalksOfCard", "audience_of", "cards_in", "cards_saying",
    "common_cards",
    "content_of", "counts_of", "index", "order_for", "own_unknown", "report", "screen_of", "suggestions",
    "walks_by_card",
]  # fmt: skip

_building = Lock()
_index: tuple[tuple[int, str], matching.Index] | None = None


def content_of(walk: Walk) -> CardContent:
    """What the card says now. A walk goes on with an edited card: an edit mends, it does not start anybody anew."""
    return read(walk.card.content)


def screen_of(walk: Walk, content: CardContent | None = None) -> Screen:
    """Where the walk stands: one query, for what was tried."""
    return next_screen(
        content or content_of(walk),
        answers=walk.answers,
        tried=[one.step for one in walk.tries.all()],
        order=walk.order,
        audience=walk.audience,
    )


def audience_of(actor: Actor) -> str:
    """Whose steps somebody is shown: a technician's, a grown-up's at school, or a student's."""
    if actor.can(GuidesPermission.WALK_VIEW):
        return "technician"
    kind = Person.objects.filter(pk=actor.person_id or 0).values_list("kind", flat=True).first()
    return "teacher" if kind == Person.Kind.STAFF else "student"


def index() -> matching.Index:
    """The matcher over all cards in use. Built when a card has changed: one small query tells."""
    global _index  # noqa: PLW0603  one per process, like a compiled pattern
    newest = Card.objects.in_use().order_by("-changed_at").values_list("changed_at", flat=True).first()
    stamp = (Card.objects.in_use().count(), str(newest))
    with _building:  # whoever comes while it is built waits for it, instead of building a second one
        if _index is None or _index[0] != stamp:
            _index = (
                stamp,
                matching.build(read(one) for one in Card.objects.in_use().values_list("content", flat=True)),
            )
    return _index[1]


def cards_in(state: str) -> Q:
    """``""``: in use; ``off``; ``news``: the program has a newer text; ``all``."""
    return {"": Q(is_active=True), "off": Q(is_active=False), "news": Q(has_news=True)}.get(state, Q())


def cards_saying(text: str) -> Q:
    """Of that code, or with these words in a title."""
    return Q(code__iexact=text) | Q(title_en__icontains=text) | Q(title_es__icontains=text)


@dataclass(frozen=True)
class Suggestion:
    """``sure``: between 0 and 1, to decide whether to offer one card or three."""

    card: Card
    sure: float


def suggestions(text: str, *, item: Item | None = None, about: Iterable[str] = (), most: int = 3) -> list[Suggestion]:
    """The cards that fit what somebody wrote, best first; none where nothing does. Three queries at most.

    ``about`` (and what ``item`` is) moves the cards of that kind of thing to the front.
    """
    kinds = {*about, *([kind_of_item(item)] if item is not None else [])} - {""}
    found = index().match(text, about=kinds, most=most)
    cards = {card.code: card for card in Card.objects.in_use().filter(code__in=[one.code for one in found])}
    return [Suggestion(cards[one.code], one.score) for one in found if one.code in cards]


def common_cards(about: str, *, most: int = 6) -> list[Card]:
    """What is asked most often about a kind of thing, or at all: for somebody who would rather tap than type."""
    cards = Card.objects.in_use().filter(about=about) if about else Card.objects.in_use()
    return list(cards.annotate(times=SqlCount("walks")).order_by("-times", "-is_daily", "code")[:most])


def steps_of(card: Card, audience: str) -> list[tuple[str, bool]]:
    """The keys of the steps that somebody of an audience may do, as they stand in the card, each with whether it can mend."""
    return [(step.key, bool(step.fixes)) for step in read(card.content).steps if may_do(step, audience)]


def counts_of(
    card: Card, *, product_id: int | None = None, place_id: int | None = None
) -> tuple[Counts, Counts, Counts]:
    """How often each step worked: everywhere, with this model, in this place. One query."""
    wanted = Q(scope=StepTally.Scope.ALL)
    if product_id is not None:
        wanted |= Q(scope=StepTally.Scope.MODEL, scope_id=product_id)
    if place_id is not None:
        wanted |= Q(scope=StepTally.Scope.PLACE, scope_id=place_id)
    found: dict[str, dict[str, Count]] = {scope: {} for scope in StepTally.Scope.values}
    for tally in StepTally.objects.filter(wanted, card=card):
        found[tally.scope][tally.step] = Count(tally.worked, tally.did_not)
    return found["all"], found["model"], found["place"]


def order_for(card: Card, content: CardContent, *, product_id: int | None, place_id: int | None) -> list[str]:
    """The steps' keys in the order they helped."""
    return ordered(content, chances(content, *counts_of(card, product_id=product_id, place_id=place_id)))


@dataclass(frozen=True)
class ReportRow:
    """One card: walks that ended, how many of them without a ticket, and the step that helped most often."""

    card: Card
    ended: int
    solved: int
    handed_over: int
    left: int
    best_step: str

    @property
    def share(self) -> int:
        """Per cent solved of those that ended one way or the other."""
        return round(100 * self.solved / (self.solved + self.handed_over)) if self.solved + self.handed_over else 0

    @property
    def wants_rewriting(self) -> bool:
        """Tried often, helping seldom. Ours: ten walks, under one in five."""
        return self.solved + self.handed_over >= 10 and self.share < 20


def report(actor: Actor) -> list[ReportRow]:
    """Every card with a walk the actor may see, the busiest first. Three queries."""
    walks = Walk.objects.visible_to(actor).exclude(state=Walk.State.OPEN)
    counts: dict[int, dict[str, int]] = {}
    for card_id, state, times in walks.order_by().values_list("card_id", "state").annotate(n=SqlCount("pk")):
        counts.setdefault(card_id, {})[state] = times
    cards = Card.objects.in_bulk(counts)
    best: dict[int, tuple[int, str]] = {}
    for tally in StepTally.objects.filter(card_id__in=counts, scope=StepTally.Scope.ALL, worked__gt=0):
        best[tally.card_id] = max(best.get(tally.card_id, (0, "")), (tally.worked, tally.step))
    rows = []
    for pk, card in cards.items():
        by_state = counts[pk]
        step = best.get(pk, (0, ""))[1]
        content = read(card.content)
        text = next((one.do.en for one in content.steps if one.key == step), "")
        rows.append(
            ReportRow(
                card, sum(by_state.values()), by_state.get("solved", 0), by_state.get("handed_over", 0),
                by_state.get("left", 0), text,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row.ended, row.card.code))


@dataclass(frozen=True)
class WalksOfCard:
    """Walks through one card that ended in a span: solved without a ticket, handed over, left."""

    code: str
    title: str
    solved: int
    handed_over: int
    left: int


def walks_by_card(scope: Scope, start: dt.datetime, end: dt.datetime) -> list[WalksOfCard]:
    """What cards did from ``start`` up to ``end`` at the places of ``scope``, the busiest first. One query."""
    walks = Walk.objects.filter(scope.q("organisation__path"), ended_at__gte=start, ended_at__lt=end).order_by()
    state = Walk.State
    counts: dict[str, Any] = {
        f"n_{one}": SqlCount("pk", filter=Q(state=one)) for one in (state.SOLVED, state.HANDED_OVER, state.LEFT)
    }
    rows: Any = walks.values_list("card__code", "card__title_en").annotate(**counts)
    found = [WalksOfCard(*row) for row in rows]
    return sorted(found, key=lambda one: (-(one.solved + one.handed_over + one.left), one.code))
