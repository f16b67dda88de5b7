"""Change how long the roster may stay silent before somebody is proposed for withdrawal."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE
from firstbell.people.events import GracePeriodEdited
from firstbell.people.models import GracePeriod, grace_period


def edit_grace_period(*, runs: int, hours: int, source: str, by: Actor) -> GracePeriod:
    """For the whole installation; notes today as last checked.

    Raises Forbidden (``core.settings.edit`` everywhere), Invalid when it is shorter than one complete import.
    """
    by.require(CorePermission.SETTINGS_EDIT, at=EVERYWHERE)
    if not 1 <= runs <= 30:
        raise Invalid("The number of imports is out of range.", remedy="Give 1 to 30.", field="runs")
    if not 0 <= hours <= 24 * 60:
        raise Invalid("The number of hours is out of range.", remedy="Give 0 to 1440 (60 days).", field="hours")
    with change(by) as unit:
        grace = grace_period()
        changes = {
            label: (old, new)
            for label, old, new in (("imports", grace.runs, runs), ("hours", grace.hours, hours))
            if old != new
        }
        grace.runs, grace.hours = runs, hours
        grace.source, grace.last_checked = source.strip()[:200], timezone.localdate()
        grace.save()
        unit.publish(GracePeriodEdited(subject=grace.ref, org_path=EVERYWHERE, changes=changes, note=grace.source))
    return grace
