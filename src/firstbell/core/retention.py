"""How long records are kept: rules as data, what each kind of record does when its time is over as code.

A room says in a file ``retention.py`` what it lets go::

    @retention_kind("helpdesk.tickets", "Closed tickets", "Names and texts are taken out; category and time stay")
    def tickets(cutoff: dt.datetime, held: set[int]) -> Due:
        old = Ticket.objects.filter(closed_at__lt=cutoff).exclude(requester_id__in=held)
        return Due(old.count, lambda by: forget_tickets(old, by=by))

and whom it still needs, so that nobody with something open is forgotten::

    @needs_people
    def with_open_loans() -> QuerySet: return Loan.objects.open().values("borrower_id")

``held`` are people under a legal hold; nothing about them may go. Nothing here runs unless its rule is on; ``preview``
counts without changing anything. Each kind is one transaction and one audit entry with its count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import RetentionApplied, RetentionRuleEdited, change
from firstbell.core.models import LegalHold, RetentionRule
from firstbell.core.models.merges import PERSON, one_with
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule would let go now: how many, and the act itself, which returns how many it was."""

    count: Callable[[], int]
    let_go: Callable[[Actor], int]


DueOf = Callable[[dt.datetime, set[int]], Due]


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    label: str
    then: str
    due: DueOf


_kinds: dict[str, Kind] = {}
_needs: list[Callable[[], QuerySet[Any, Any]]] = []


def retention_kind(key: str, label: str, then: str) -> Callable[[DueOf], DueOf]:
    """Register a kind of record. ``then`` says what happens to it, as a person reads it."""

    def register(due: DueOf) -> DueOf:
        if key in _kinds:
            raise ValueError(f"Two kinds are called {key!r}")
        _kinds[key] = Kind(key, label, then, due)
        return due

    return register


def needs_people(ids: Callable[[], QuerySet[Any, Any]]) -> Callable[[], QuerySet[Any, Any]]:
    """Register a question: whose ids does this room still need, as ``values("person_id")``?"""
    _needs.append(ids)
    return ids


def needed_people() -> Iterable[QuerySet[Any, Any]]:
    """Subqueries of people with something open in some room."""
    return [ids() for ids in _needs]


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def rules() -> dict[str, RetentionRule]:
    """The rule of each kind; one that a new room brings along is off until somebody decides."""
    kept = {rule.key: rule for rule in RetentionRule.objects.all()}
    for key in _kinds.keys() - kept.keys():
        kept[key] = RetentionRule.objects.get_or_create(key=key, defaults={"days": 3650})[0]
    return kept


def held_people() -> set[int]:
    """Whoever is on hold, with every entry that was made one with theirs: what was written to it is theirs as well."""
    return one_with(PERSON, LegalHold.objects.standing().values_list("person_id", flat=True))


def preview(*, now: dt.datetime) -> dict[str, int]:
    """How many of each kind are due, whether the rule is on or off. Changes nothing."""
    held, kept = held_people(), rules()
    return {kind.key: kind.due(kept[kind.key].cutoff(now), held).count() for kind in kinds()}


def run_retention(*, now: dt.datetime, by: Actor) -> dict[str, int]:
    """Let go what is due by every rule that is on; returns how many of each kind."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    held, kept, gone = held_people(), rules(), {}
    for kind in kinds():
        rule = kept[kind.key]
        if not rule.is_on:
            continue
        with change(by) as unit:
            count = kind.due(rule.cutoff(now), held).let_go(by)
            RetentionRule.objects.filter(pk=rule.pk).update(last_run_at=timezone.now(), last_count=count)
            if count:
                unit.publish(
                    RetentionApplied(subject=Ref(rule.KIND_REF, rule.pk, kind.label), org_path="", count=count)
                )
        gone[kind.key] = count
    return gone


def edit_rule(rule: RetentionRule, values: Mapping[str, Any], *, by: Actor) -> RetentionRule:
    """Change how long, on or off, and where the rule comes from. Raises Invalid without a source when it is on."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    if values.get("is_on") and not values.get("source"):
        raise Invalid("Say where the rule comes from: a law, a policy, a decision.", field="source")
    changes = {name: (getattr(rule, name), value) for name, value in values.items() if getattr(rule, name) != value}
    with change(by) as unit:
        for name, value in values.items():
            setattr(rule, name, value)
        rule.save(update_fields=list(values))
        label = _kinds[rule.key].label if rule.key in _kinds else rule.key
        unit.publish(RetentionRuleEdited(subject=Ref(rule.KIND_REF, rule.pk, label), org_path="", changes=changes))
    return rule
