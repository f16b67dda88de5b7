"""Rules for units and locations: set and taken away."""

from __future__ import annotations

import glob
from typing import Any

from django.utils import timezone

from firstbell.connectors.base.events import LocationRuleChanged
from firstbell.connectors.base.models import LocationRule
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

_LABELS = {
    "priority": "Priority", "field": "Looks at", "pattern": "Pattern", "organisation": "School",
    "item_type": "Type", "place": "Place",
}  # fmt: skip


def save_rule(
    rule: LocationRule | None,
    *,
    pattern: str,
    field: str = LocationRule.Field.UNIT.value,
    priority: int = 50,
    organisation: Organisation | None = None,
    item_type: ItemType | None = None,
    place: Place | None = None,
    source: str = "",
    by: Actor,
) -> LocationRule:
    """Add a rule (``rule`` None) or change one; it holds from the next import that is read.

    Raises Invalid for a rule that says nothing or a place of another school, Forbidden (``core.settings.edit``
    at the rule's school; everywhere for a rule without one).
    """
    kept = rule or LocationRule()
    if rule is not None:
        by.require(CorePermission.SETTINGS_EDIT, at=rule.scope_path)
    pattern = pattern.strip()
    if not pattern:
        raise Invalid(
            "The pattern is empty.", remedy="Copy the unit or location; * stands for any text.", field="pattern"
        )
    if field not in LocationRule.Field.values:
        raise Invalid(f"“{field}” is no column.", remedy="Choose the unit or the location.", field="field")
    if organisation is None and item_type is None and place is None:
        raise Invalid("The rule says nothing.", remedy="Choose a school, a type or a place.", field="organisation")
    if place is not None and (organisation is None or place.organisation_id != organisation.pk):
        raise Invalid("The place is not at that school.", remedy="Choose the place's school as well.", field="place")
    values: dict[str, Any] = {
        "pattern": pattern, "field": field, "priority": priority, "organisation": organisation,
        "item_type": item_type, "place": place,
    }  # fmt: skip
    old = {name: getattr(kept, name) if rule is not None else None for name in values}
    for name, value in values.items():
        setattr(kept, name, value)
    by.require(CorePermission.SETTINGS_EDIT, at=kept.scope_path)
    kept.source = source or f"Set by {by.name}"[:200]
    kept.last_checked = timezone.localdate()
    with change(by) as unit:
        kept.save()
        told = {_LABELS[name]: (_shown(old[name]), _shown(new)) for name, new in values.items() if old[name] != new}
        unit.publish(LocationRuleChanged(subject=kept.ref, org_path=kept.scope_path, changes=told))
    return kept


def place_unit(
    unit_path: str, *, organisation: Organisation, field: str = LocationRule.Field.UNIT.value, by: Actor
) -> LocationRule:
    """From now on things of this organisational unit (or location) are the school's. Raises as :func:`save_rule`."""
    return save_rule(None, pattern=glob.escape(unit_path.strip()), organisation=organisation, field=field, by=by)


def remove_rule(rule: LocationRule, *, by: Actor) -> None:
    """Devices that came in by it stay where they are. Raises Forbidden as :func:`save_rule`."""
    by.require(CorePermission.SETTINGS_EDIT, at=rule.scope_path)
    with change(by) as unit:
        unit.publish(LocationRuleChanged(subject=rule.ref, org_path=rule.scope_path, is_removed=True))
        rule.delete()


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
