"""Rules: written, tried on past tickets, and only then switched on."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import RoutingRuleSaved, RoutingRuleSwitched, RoutingRuleTried
from firstbell.helpdesk.models import RoutingRule
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.rules import Trial, try_out, what_it_does
from firstbell.helpdesk.rules import CONDITIONS, why
from firstbell.people.models import Organisation

#: What may be set; a change of anything but these two words switches the rule off until it is tried again.
_HARMLESS = ("name", "position")
_SETTABLE = (
    "name", "when", "waited_hours", "conditions", "assign_to", "set_urgency", "set_impact", "set_symptom", "add_watcher",
    "note", "tell", "position",
)  # fmt: skip


def save_rule(rule: RoutingRule | None, *, organisation: Organisation | None, by: Actor, **values: Any) -> RoutingRule:
    """Write a new rule (None) for a school and what is below it, or change one. It is off until it was tried.

    ``values``: ``_SETTABLE``. Raises Invalid for a rule without a name, without anything to do, or with an unknown
    condition; Forbidden (``helpdesk.catalogue.edit`` there; None is everywhere).
    """
    by.require(
        HelpdeskPermission.CATALOGUE_EDIT, at=organisation.scope_path if organisation is not None else EVERYWHERE
    )
    if rule is not None:
        by.require(HelpdeskPermission.CATALOGUE_EDIT, at=rule.scope_path)
    found = RoutingRule.objects.get(pk=rule.pk) if rule is not None else RoutingRule()
    before = _shown(found) if found.pk else {}
    found.organisation = organisation
    for name, value in values.items():
        if name not in _SETTABLE:
            raise Invalid(f"A rule has no “{name}”.", field=name)
        setattr(found, name, value)
    _check(found)
    after = _shown(found)
    changes = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    with change(by) as unit:
        if not before or any(name not in _HARMLESS for name in changes):
            found.is_active, found.tried_at, found.tried_on, found.would_fire, found.problem = False, None, 0, 0, ""
        found.save()
        if changes:
            unit.publish(RoutingRuleSaved(subject=found.ref, org_path=found.scope_path, changes=changes))
    return found


def try_rule(rule: RoutingRule, *, by: Actor) -> Trial:
    """Look what it would have done to the last month's tickets. Nothing happens to them; the rule remembers the numbers."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=rule.scope_path)
    with change(by) as unit:
        trial = try_out(rule, by, timezone.now())
        rule.tried_at, rule.tried_on, rule.would_fire, rule.problem = (
            timezone.now(),
            trial.looked_at,
            trial.fits,
            trial.problem,
        )
        rule.save(update_fields=["tried_at", "tried_on", "would_fire", "problem"])
        unit.publish(
            RoutingRuleTried(subject=rule.ref, org_path=rule.scope_path, looked_at=trial.looked_at, fits=trial.fits)
        )
    return trial


def switch_rule(rule: RoutingRule, *, is_active: bool, by: Actor) -> RoutingRule:
    """On or off. Raises Conflict for one that was not tried as it stands, or cannot do what it says."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=rule.scope_path)
    with change(by) as unit:
        found = RoutingRule.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=rule.pk)
        if is_active and found.tried_at is None:
            raise Conflict(
                f"“{found.name}” was not tried as it stands.",
                remedy="Try it on last month's tickets first; nothing happens to them.",
            )
        if is_active and found.problem:
            raise Conflict(f"“{found.name}” cannot work: {found.problem}", remedy="Change the rule, then try it again.")
        if found.is_active != is_active:
            found.is_active = is_active
            found.save(update_fields=["is_active"])
            unit.publish(RoutingRuleSwitched(subject=found.ref, org_path=found.scope_path, is_active=is_active))
    return found


def remove_rule(rule: RoutingRule, *, by: Actor) -> None:
    """Take a rule away. What it did to tickets stays in their explanations."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=rule.scope_path)
    with change(by) as unit:
        unit.publish(RoutingRuleSaved(subject=rule.ref, org_path=rule.scope_path, changes={"rule": (rule.name, None)}))
        rule.delete()


def _check(rule: RoutingRule) -> None:
    if not rule.name.strip():
        raise Invalid("The rule has no name.", remedy="Say in a few words what it is for.", field="name")
    if not what_it_does(rule):
        raise Invalid("The rule does nothing.", remedy="Choose at least one thing under “Then”.", field="assign_to")
    for name, pairs in rule.conditions.items():
        if name not in CONDITIONS:
            raise Invalid(
                f"There is no condition “{name}”.", remedy=f"Use: {', '.join(CONDITIONS)}.", field="conditions"
            )
        if not isinstance(pairs, list) or any(not isinstance(one, list) or len(one) != 2 for one in pairs):
            raise Invalid(f"“{name}” is not a list of values with their labels.", field="conditions")
    if not 1 <= rule.waited_hours <= 2000:
        raise Invalid("Between 1 and 2000 hours.", remedy="Choose another number.", field="waited_hours")


def _shown(rule: RoutingRule) -> dict[str, str]:
    return {
        "name": rule.name,
        "position": str(rule.position),
        "where": str(rule.organisation or "everywhere"),
        "when": str(rule.get_when_display()),
        "waited_hours": str(rule.waited_hours),
        "if": why(rule.conditions),
        "then": "; ".join(what_it_does(rule)),
        "note": rule.note,
    }
