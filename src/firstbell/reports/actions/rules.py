"""Say from which size on a group is shown, and when somebody counts as coming again."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models import Organisation
from firstbell.reports.events import ReportRuleSaved
from firstbell.reports.models import ReportRule
from firstbell.reports.permissions import ReportsPermission

#: (least, most): below three, one of a group knows the other.
LIMITS = {"smallest_group": (3, 50), "repeat_days": (1, 200)}
_WORDS = {"smallest_group": "Smallest group", "repeat_days": "Days"}


def save_rule(
    organisation: Organisation | None, *, smallest_group: int, repeat_days: int, source: str = "", by: Actor
) -> ReportRule:
    """The numbers of an organisation (None: everywhere). Raises Forbidden, Invalid."""
    path = organisation.scope_path if organisation is not None else EVERYWHERE
    by.require(ReportsPermission.RULE_EDIT, at=path)
    wanted = {"smallest_group": smallest_group, "repeat_days": repeat_days}
    for name, value in wanted.items():
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise Invalid(
                f"“{_WORDS[name]}” is {value}.", remedy=f"Give a number between {least} and {most}.", field=name
            )
    with change(by) as unit:
        found = ReportRule.objects.filter(organisation=organisation).first()
        rule = found or ReportRule(organisation=organisation)
        before = {name: getattr(rule, name) if found else None for name in wanted}
        rule.smallest_group, rule.repeat_days = smallest_group, repeat_days
        rule.source = (source.strip() or f"Set by {by.name}")[:200]
        rule.last_checked = timezone.localdate()
        rule.save()
        changes = {name: (before[name], value) for name, value in wanted.items() if before[name] != value}
        unit.publish(ReportRuleSaved(subject=rule.ref, org_path=path, changes=changes))
    return rule


def remove_rule(rule: ReportRule, *, by: Actor) -> None:
    """The organisation goes by what is set above it again. What is set for everywhere stays."""
    if rule.organisation is None:
        raise NotFound("What is set for everywhere is changed, not removed.", remedy="Give other numbers.")
    path = rule.organisation.scope_path
    by.require(ReportsPermission.RULE_EDIT, at=path)
    with change(by) as unit:
        subject = rule.ref
        rule.delete()
        unit.publish(ReportRuleSaved(subject=subject, org_path=path, note="Removed: as set above"))
