"""The rules of weeding, and keeping a copy all the same. Withdrawing one is ``actions.copies.withdraw_copy``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.library.call_numbers import sort_key
from firstbell.library.events import CopyKept, WeedingRuleRemoved, WeedingRuleSaved
from firstbell.library.models import Copy, WeedingDecision, WeedingRule
from firstbell.library.permissions import LibraryPermission

RULE_FACTS = (
    "name", "organisation", "first", "last", "max_age", "max_unused", "either", "look_for", "source", "last_checked",
)  # fmt: skip


def save_weeding_rule(rule: WeedingRule | None, *, values: Mapping[str, Any], by: Actor) -> WeedingRule:
    """Add or change a rule; ``values`` by :data:`RULE_FACTS`. Raises Invalid with ``field``, Forbidden (``library.rule.edit``)."""
    found = rule or WeedingRule()
    facts = {name: values[name] for name in RULE_FACTS if name in values}
    old_path = found.scope_path if rule is not None else None
    old = {name: getattr(found, name) for name in facts} if rule is not None else {}
    for name, value in facts.items():
        setattr(found, name, value)
    for path in {found.scope_path, old_path} - {None}:
        by.require(LibraryPermission.RULE_EDIT, at=path)
    found.first_sort, found.last_sort = sort_key(found.first), sort_key(found.last)
    if not found.first_sort or not found.last_sort:
        raise Invalid("It needs call numbers from and to.", remedy="e.g. 640 and 649, or FIC and FIC.", field="first")
    if found.first_sort > found.last_sort:
        raise Invalid(f"“{found.first}” stands behind “{found.last}”.", remedy="Turn the two around.", field="last")
    if found.max_age is None and found.max_unused is None:
        raise Invalid("It says neither an age nor a disuse.", remedy="Give at least one of them.", field="max_age")
    changes = {
        name: (str(old[name]), str(value)) for name, value in facts.items() if rule is not None and old[name] != value
    }
    with change(by) as unit:
        found.save()
        path = found.scope_path
        unit.publish(WeedingRuleSaved(subject=found.ref, org_path="" if path == EVERYWHERE else path, changes=changes))
    return found


def remove_weeding_rule(rule: WeedingRule, *, by: Actor) -> None:
    """Raises Forbidden (``library.rule.edit``)."""
    path = rule.scope_path
    by.require(LibraryPermission.RULE_EDIT, at=path)
    with change(by) as unit:
        unit.publish(WeedingRuleRemoved(subject=rule.ref, org_path="" if path == EVERYWHERE else path))
        rule.delete()


def keep_copy(copy: Copy, *, until: dt.date, reason: str = "", by: Actor) -> WeedingDecision:
    """It was looked at and stays: no rule proposes it before ``until``. Raises Invalid for a day that is past, Forbidden."""
    path = copy.organisation.scope_path
    by.require(LibraryPermission.COPY_EDIT, at=path)
    if until <= timezone.localdate():
        raise Invalid(f"{until:%b %-d, %Y} is past.", remedy="Choose a day to come.", field="until")
    with change(by) as unit:
        values = {"until": until, "reason": reason.strip()[:200], "at": timezone.now(), "by": by.name}
        decision, _ = WeedingDecision.objects.update_or_create(copy=copy, defaults=values)
        unit.publish(CopyKept(subject=copy.ref, org_path=path, until=until, note=decision.reason))
    return decision


def take_back_keeping(copy: Copy, *, by: Actor) -> None:
    """It is proposed again. Raises Forbidden."""
    path = copy.organisation.scope_path
    by.require(LibraryPermission.COPY_EDIT, at=path)
    with change(by) as unit:
        WeedingDecision.objects.filter(copy=copy).delete()
        unit.publish(CopyKept(subject=copy.ref, org_path=path, until=None))
