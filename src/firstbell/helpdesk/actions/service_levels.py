"""What a school promises: the matrix of impact × urgency, and how its clocks count."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import ClockRuleSaved, ServiceLevelSaved
from firstbell.helpdesk.models import ClockRule, ServiceLevel
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation

_LEVEL = ("priority", "answer_minutes", "resolve_minutes", "lesson_within")
_YEAR = 60 * 24 * 365


def save_level(
    organisation: Organisation | None,
    *,
    impact: str,
    urgency: str,
    priority: int,
    answer_minutes: int,
    resolve_minutes: int,
    lesson_within: int,
    source: str = "",
    by: Actor,
) -> ServiceLevel:
    """One cell of a school and what is below it. Open tickets follow with the next round of the clocks.

    Raises Forbidden (``helpdesk.catalogue.edit`` there), Invalid for a priority outside 1 to 4 or no time at all.
    """
    path = organisation.scope_path if organisation is not None else EVERYWHERE
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=path)
    if not 1 <= priority <= 4:
        raise Invalid("A priority is 1 to 4.", remedy="1 is the most pressing.", field="priority")
    if not 1 <= answer_minutes <= _YEAR:
        raise Invalid("Between 1 minute and a year.", remedy="In working minutes.", field="answer_minutes")
    if not answer_minutes <= resolve_minutes <= _YEAR:
        raise Invalid(
            "Resolved comes after the first answer.", remedy="Give at least as many minutes.", field="resolve_minutes"
        )
    if not 0 <= lesson_within <= 1440:
        raise Invalid("Between 0 minutes and a day.", remedy="0: lessons do not count.", field="lesson_within")
    with change(by) as unit:
        level = ServiceLevel.objects.filter(organisation=organisation, impact=impact, urgency=urgency).first()
        level = level or ServiceLevel(organisation=organisation, impact=impact, urgency=urgency)
        before = {name: getattr(level, name) if level.pk else None for name in _LEVEL}
        level.priority, level.answer_minutes = priority, answer_minutes
        level.resolve_minutes, level.lesson_within = resolve_minutes, lesson_within
        level.source, level.last_checked = (source.strip() or f"Set by {by.name}")[:200], timezone.localdate()
        level.save()
        changes = {name: (old, getattr(level, name)) for name, old in before.items() if old != getattr(level, name)}
        unit.publish(ServiceLevelSaved(subject=level.ref, org_path=path, changes=changes))
    return level


def remove_level(level: ServiceLevel, *, by: Actor) -> None:
    """Take a school's own cell away: what is above holds again."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=level.scope_path)
    if level.organisation is None:
        raise Invalid("This one holds where nothing else does.", remedy="Change it instead.")
    with change(by) as unit:
        unit.publish(
            ServiceLevelSaved(subject=level.ref, org_path=level.scope_path, changes={"level": (str(level), None)})
        )
        level.delete()


def save_clock_rule(
    organisation: Organisation | None,
    *,
    warn_percent: int,
    day_starts: dt.time,
    day_ends: dt.time,
    source: str = "",
    by: Actor,
) -> ClockRule:
    """When a school's clocks warn, and its hours on days without bells."""
    path = organisation.scope_path if organisation is not None else EVERYWHERE
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=path)
    if not 1 <= warn_percent <= 99:
        raise Invalid("Between 1 and 99 per cent.", remedy="75 warns in time.", field="warn_percent")
    if day_ends <= day_starts:
        raise Invalid("The day ends before it begins.", remedy="Give a later hour.", field="day_ends")
    with change(by) as unit:
        rule = ClockRule.objects.filter(organisation=organisation).first() or ClockRule(organisation=organisation)
        before = str(rule) if rule.pk else None
        rule.warn_percent, rule.day_starts, rule.day_ends = warn_percent, day_starts, day_ends
        rule.source, rule.last_checked = (source.strip() or f"Set by {by.name}")[:200], timezone.localdate()
        rule.save()
        unit.publish(ClockRuleSaved(subject=rule.ref, org_path=path, changes={"rule": (before, str(rule))}))
    return rule
