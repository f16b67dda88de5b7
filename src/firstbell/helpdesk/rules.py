"""How rules look at a ticket: plain values in, a decision and its explanation out. No database here.

A condition holds ``[value, label]`` pairs, of which one has to fit; all conditions of a rule have to. Rules look in their
order, each at the ticket as the rules before it left it; what one has set, a later one leaves alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

#: name -> how a sentence begins. The order is that of the form and of the explanation.
CONDITIONS: dict[str, str] = {
    "school": "The school is",
    "building": "The building is",
    "place": "The room is",
    "symptom": "The symptom is",
    "category": "The help card is about",
    "model": "The device is a",
    "item_type": "The device counts as",
    "requester_kind": "Asked by a",
    "grade": "The requester's grade is",
    "origin": "It came by",
    "words": "The title says",
    "urgency": "The urgency is",
    "impact": "Hit is",
    "hours": "The school's clock is between",
    "school_day": "The day is",
}
Outcome = Literal["fired", "no", "broken"]
Pairs = list[list[str]]


class Rule(Protocol):
    """What looking needs of a rule; ``models.RoutingRule`` has it."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def conditions(self) -> dict[str, Pairs]: ...
    @property
    def set_urgency(self) -> str: ...
    @property
    def set_impact(self) -> str: ...
    @property
    def set_symptom_id(self) -> int | None: ...
    @property
    def assign_to_id(self) -> int | None: ...


@dataclass(frozen=True)
class Facts:
    """A ticket as rules see it. ``values``: name of a condition -> what is so, as text; ``local`` on the school's clock."""

    values: Mapping[str, frozenset[str]]
    title: str
    local: dt.time


@dataclass(frozen=True)
class Line:
    """What one rule made of the ticket, fit to be read and kept."""

    rule: int
    name: str
    outcome: Outcome
    because: str
    did: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "name": self.name,
            "outcome": self.outcome,
            "because": self.because,
            "did": list(self.did),
        }


@dataclass
class Decision:
    """``fired``: ids of the rules that fit and work, in order; ``sets``: field -> the rule that sets it."""

    lines: list[Line] = field(default_factory=list)
    fired: list[int] = field(default_factory=list)
    sets: dict[str, int] = field(default_factory=dict)


#: A rule's column -> the condition whose value it changes for the rules that look later ("" for none).
TARGETS = {"assign_to_id": "", "set_urgency": "urgency", "set_impact": "impact", "set_symptom_id": "symptom"}


def decide(
    facts: Facts, rules: Iterable[Rule], problems: Mapping[int, str], done: Mapping[int, tuple[str, ...]]
) -> Decision:
    """``problems``: rules that cannot do what they say, and why; ``done``: what each does, in words."""
    decision = Decision()
    for rule in rules:
        why_not = first_misfit(facts, rule.conditions)
        if why_not:
            decision.lines.append(Line(rule.pk, rule.name, "no", why_not))
        elif rule.pk in problems:
            decision.lines.append(Line(rule.pk, rule.name, "broken", problems[rule.pk]))
        else:
            decision.lines.append(Line(rule.pk, rule.name, "fired", why(rule.conditions), done.get(rule.pk, ())))
            decision.fired.append(rule.pk)
            facts = _after(facts, rule, decision)
    return decision


def _after(facts: Facts, rule: Rule, decision: Decision) -> Facts:
    values = dict(facts.values)
    for target, condition in TARGETS.items():
        value = getattr(rule, target)
        if value and target not in decision.sets:
            decision.sets[target] = rule.pk
            if condition:
                values[condition] = frozenset({str(value)})
    return replace(facts, values=values)


def first_misfit(facts: Facts, conditions: Mapping[str, Pairs]) -> str:
    """Why the ticket does not fit, as a sentence; "" when it fits."""
    for name in CONDITIONS:
        pairs = conditions.get(name)
        if pairs and not _fits(facts, name, [value for value, _ in pairs]):
            return f"Not so: {sentence(name, pairs)}."
    return ""


def why(conditions: Mapping[str, Pairs]) -> str:
    """What had to fit, as one sentence."""
    parts = [sentence(name, conditions[name]) for name in CONDITIONS if conditions.get(name)]
    if not parts:
        return "It fits every ticket."
    said = "; ".join([parts[0], *(part[0].lower() + part[1:] for part in parts[1:])])
    return f"{said}."


def sentence(name: str, pairs: Pairs) -> str:
    """“The building is Main or Annex”."""
    labels = [label for _, label in pairs]
    if name == "hours":
        return f"{CONDITIONS[name]} {' and '.join(labels)}"
    if name == "words":
        labels = [f"“{label}”" for label in labels]
    return f"{CONDITIONS[name]} {' or '.join(labels)}"


def _fits(facts: Facts, name: str, values: list[str]) -> bool:
    if name == "words":
        return any(_says(facts.title, one) for one in values)
    if name == "hours":
        first, last = (dt.time.fromisoformat(one) for one in values[:2])
        return first <= facts.local < last if first <= last else facts.local >= first or facts.local < last
    return bool(facts.values.get(name, frozenset()) & set(values))


def _says(title: str, phrase: str) -> bool:
    """The whole word or phrase, whatever its capitals."""
    return re.search(rf"(?<!\w){re.escape(phrase.strip().casefold())}(?!\w)", title.casefold()) is not None
