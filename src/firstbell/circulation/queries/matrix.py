"""The lending rules of library material side by side, and what one of them comes to in words: for pages and programs.

Nothing is lent and nobody is looked up: the borrower is a kind of person and a grade.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from firstbell.circulation.due_dates import DueDate
from firstbell.circulation.queries.lending import calendar_for, due_for
from firstbell.circulation.queries.policies import EffectiveRules, Winner, effective_rules, effective_rules_of_types
from firstbell.circulation.rules import ITEM_TYPE, RULES, RuleName
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person, Section
from firstbell.rooms.queries import zone_of

#: These speak of devices.
_NOT_HERE = {"Warnings"}


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One rule, with its winner for each type in the order asked for."""

    rule: RuleName
    winners: tuple[Winner, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would hold for such a borrower and such a thing, lent at ``now``: each line a heading and what it says."""

    rules: EffectiveRules
    due: DueDate
    lines: tuple[tuple[str, str], ...]


def library_types() -> list[ItemType]:
    return list(ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY).order_by("name"))


def somebody(organisation: Organisation, kind: str, grade: str = "", homeroom: Section | None = None) -> Person:
    """A person who does not exist, to ask the rules about."""
    return Person(organisation=organisation, kind=kind, grade=grade, homeroom=homeroom)


def library_matrix(organisation: Organisation, person: Person, types: Sequence[ItemType]) -> list[MatrixLine]:
    """Every rule that may differ by type, for each of the types; one query."""
    found = effective_rules_of_types(organisation, person, types)
    return [
        MatrixLine(rule, tuple(found[kind.pk].winners[rule.name] for kind in types))
        for rule in RULES.values()
        if ITEM_TYPE in rule.keys and rule.group not in _NOT_HERE
    ]


def what_would_hold(organisation: Organisation, person: Person, kind: ItemType, *, now: dt.datetime) -> Expectation:
    """The rules in words, with the due date of a loan made now."""
    rules = effective_rules(organisation, person, kind)
    today = now.astimezone(zone_of(organisation)).date()
    due = due_for(rules, organisation, now=now, days=calendar_for(organisation, (), today), person=person)
    return Expectation(rules, due, tuple(_in_words(rules, due)))


def _in_words(rules: EffectiveRules, due: DueDate) -> list[tuple[str, str]]:
    lent = " ".join(due.lines) if rules.flag("may_be_lent") else "It is not lent: it stays where it is."
    return [
        ("Lent today", lent),
        ("At a time", f"At most of this type: {_said(rules, 'max_open_of_type')}"),
        ("Renewing", _renewing(rules)),
        ("Holds", _holds(rules)),
        ("When it is late", _late(rules)),
        ("Reminders", _reminders(rules)),
    ]


def _said(rules: EffectiveRules, name: str) -> str:
    return RULES[name].readable(rules.text(name))


def _renewing(rules: EffectiveRules) -> str:
    if rules.number("renewals_allowed") == 0:
        return "Not renewed"
    by_itself = "; by itself, unless something speaks against it" if rules.flag("auto_renew") else ""
    return f"Times it may be renewed: {_said(rules, 'renewals_allowed')}{by_itself}"


def _holds(rules: EffectiveRules) -> str:
    if not rules.flag("holds_allowed"):
        return "Nobody waits for one"
    parts = [f"Kept on the pick-up shelf: {_said(rules, 'hold_shelf_days')}"]
    if rules.number("recall_after_days") is not None:
        parts.append(f"asked back for somebody who waits after {_said(rules, 'recall_after_days')}")
    return "; ".join(parts)


def _late(rules: EffectiveRules) -> str:
    cents = rules.number("fine_cents")
    parts = [f"{_said(rules, 'fine_cents')} a school day" if cents else "No fines"]
    parts.append(f"it stops further loans after {_said(rules, 'grace_days')}")
    if rules.number("lost_after_days"):
        percent = _said(rules, "lost_refund_percent")
        parts.append(
            f"after {_said(rules, 'lost_after_days')} its price is charged; found again, {percent} is given back"
        )
    return "; ".join(parts)


def _reminders(rules: EffectiveRules) -> str:
    parts = []
    if rules.number("remind_before"):
        parts.append(_said(rules, "remind_before"))
    if rules.flag("remind_on_day"):
        parts.append("on the day")
    if rules.text("remind_overdue"):
        parts.append(_said(rules, "remind_overdue"))
    family = _said(rules, "remind_family_from")
    told = "the family is told by itself: never" if family == "never" else f"the family as well from {family}"
    return f"{', '.join(parts) or 'None'}; {told}"
