"""Which screen comes next on a walk, and in which order the steps are offered. Pure: no database.

Order: how often a step worked, as seen here. A new card has no figures, so its author's order stands for a few imagined
tries (``STRENGTH``); real ones outweigh them, first those of the whole district, then of this model, then of this place.
A step that may lose something never comes before one that cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from firstbell.guides.content import AUDIENCES, Answer, CardContent, Escalation, Question, Step

#: So many imagined tries an estimate counts for when it meets real ones. Ours: about a month of one school's cases.
STRENGTH = 6.0
#: What an author's first step is taken to be worth, and how much less each later one is. Ours, from no measurement.
FIRST, EACH = 0.35, 0.85


@dataclass(frozen=True)
class Ask:
    question: Question
    number: int
    of: int


@dataclass(frozen=True)
class Do:
    """``number`` counts what this person can be offered; ``of`` the steps in all."""

    step: Step
    number: int
    of: int


@dataclass(frozen=True)
class Stop:
    """An answer said: nothing to try, hand over now. ``first``: what protects people and things until somebody comes."""

    escalation: Escalation
    first: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Elsewhere:
    """An answer said: this is another card's case."""

    code: str


@dataclass(frozen=True)
class Out:
    """Nothing is left to try. ``tried``: whether anything was."""

    tried: bool


Screen = Ask | Do | Stop | Elsewhere | Out


@dataclass(frozen=True)
class Count:
    """How often a step worked and did not."""

    worked: int = 0
    did_not: int = 0

    @property
    def tries(self) -> int:
        return self.worked + self.did_not


Counts = Mapping[str, Count]


def may_do(step: Step, audience: str) -> bool:
    """A student is never shown a teacher's or technician's step, a teacher never a technician's."""
    return AUDIENCES.index(step.who) <= AUDIENCES.index(audience)


def chances(content: CardContent, everywhere: Counts, model: Counts, place: Counts) -> dict[str, float]:
    """By step: how likely it is to help, between 0 and 1."""
    found = {}
    for position, step in enumerate(content.steps):
        chance = FIRST * EACH**position
        for counts in (everywhere, model, place):
            seen = counts.get(step.key, Count())
            chance = (seen.worked + STRENGTH * chance) / (seen.tries + STRENGTH)
        found[step.key] = chance
    return found


def ordered(content: CardContent, chance: Mapping[str, float]) -> list[str]:
    """The steps' keys, the likeliest first; what may lose something comes last. Equal chances keep the author's order.

    A step that only prepares stays in front of the step it was written before. Those the author put at the very
    beginning protect people or work, and those at the very end prepare the hand-over: both stay where they are.
    """
    steps = list(content.steps)
    first = list(takewhile(lambda one: not one.fixes, steps))
    groups: list[list[Step]] = [[]]
    for step in steps[len(first) :]:
        groups[-1].append(step)
        if step.fixes:
            groups.append([])
    last = groups.pop()

    def rank(group: list[Step]) -> tuple[bool, float]:
        return any(step.risk for step in group), -round(chance[group[-1].key], 6)

    return [step.key for group in [first, *sorted(groups, key=rank), last] for step in group]


def next_screen(
    content: CardContent,
    *,
    answers: Mapping[str, str],
    tried: Collection[str],
    order: Sequence[str],
    audience: str,
) -> Screen:
    """Where a walk stands: the questions first, then the steps, until one works or none is left."""
    skipped: set[str] = set()
    first: list[str] = []
    for number, question in enumerate(content.questions, start=1):
        answer = _given(question, answers)
        if answer is None:
            return Ask(question, number, len(content.questions))
        if answer.verb == "stop":
            first_aid = tuple(step for step in content.steps if not step.fixes and may_do(step, audience))
            return Stop(content.escalation(answer.aims[0]), first_aid)
        if answer.verb == "card":
            return Elsewhere(answer.aims[0])
        if answer.verb == "step":
            first += answer.aims
            break  # the answer knows better than the questions after it
        if answer.verb == "skip":
            skipped |= set(answer.aims)
    # An order kept from a walk's beginning may miss a step that an edit has brought since.
    keys = [key for key in dict.fromkeys([*first, *order, *(step.key for step in content.steps)]) if key not in skipped]
    known = {step.key for step in content.steps}
    offered = [content.step(key) for key in keys if key in known and may_do(content.step(key), audience)]
    for number, step in enumerate(offered, start=1):
        if step.key not in tried:
            return Do(step, number, len(offered))
    return Out(tried=bool(tried))


def _given(question: Question, answers: Mapping[str, str]) -> Answer | None:
    """The answer that was given; one that an edit has removed since counts as none."""
    key = answers.get(question.key)
    if key == "":
        return unknown(question)
    return next((one for one in question.answers if one.key == key), None)


def own_unknown(question: Question) -> Answer | None:
    """The card's own way of saying “I do not know”, where its author wrote one."""
    return next((one for one in question.answers if one.unsure), None)


def unknown(question: Question) -> Answer:
    """What “I do not know” means: what the author says it does; the strictest answer where all of them stop; else go on."""
    own = own_unknown(question)
    if own is not None:
        return own
    if all(one.verb == "stop" for one in question.answers):
        return question.answers[0]  # authors write the gravest first
    return Answer(key="unknown", say=question.ask, then="next")
