"""Set how long tickets wait at a school."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import TicketTimingSaved
from firstbell.helpdesk.models import TicketTiming
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation

NUMBERS = {
    "remind_after": "Remind", "warn_after": "Warn", "close_after": "Close without a reply",
    "close_resolved_after": "Close when resolved", "reopen_days": "Reopen", "alarm_minutes": "End an alarm's ticket",
}  # fmt: skip


def save_timing(organisation: Organisation | None, *, by: Actor, source: str = "", **numbers: int) -> TicketTiming:
    """The numbers of a school (None: everywhere). ``numbers``: those of :data:`NUMBERS`; what is not given stays.

    Raises Forbidden, Invalid when they are not in order.
    """
    path = organisation.scope_path if organisation is not None else None
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=path if path is not None else EVERYWHERE)
    with change(by) as unit:
        found = TicketTiming.objects.filter(organisation=organisation).first()
        timing = found or TicketTiming(organisation=organisation)
        before = {name: getattr(timing, name) for name in NUMBERS} if found else dict.fromkeys(NUMBERS)
        for name, value in numbers.items():
            _check(name, value)
            setattr(timing, name, value)
        if not timing.remind_after < timing.warn_after < timing.close_after:
            raise Invalid(
                f"{timing.remind_after}, {timing.warn_after}, {timing.close_after} are not in order.",
                remedy="First comes the reminder, then the warning, then the closing, each on a later day.",
                field="warn_after",
            )
        timing.source = (source.strip() or f"Set by {by.name}")[:200]
        timing.last_checked = timezone.localdate()
        timing.save()
        changes = {
            name: (before[name], getattr(timing, name)) for name in NUMBERS if before[name] != getattr(timing, name)
        }
        unit.publish(TicketTimingSaved(subject=timing.ref, org_path=path or EVERYWHERE, changes=changes))
    return timing


def remove_timing(timing: TicketTiming, *, by: Actor) -> None:
    """The school goes by what is set above it again. What is set for everywhere stays."""
    if timing.organisation is None:
        raise NotFound("What is set for everywhere is changed, not removed.", remedy="Give other numbers.")
    path = timing.organisation.scope_path
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=path)
    with change(by) as unit:
        subject = timing.ref
        timing.delete()
        unit.publish(TicketTimingSaved(subject=subject, org_path=path, note="Removed: as set above"))


def _check(name: str, value: int) -> None:
    if name not in NUMBERS:
        raise Invalid(f"There is no number “{name}”.", field=name)
    if name == "alarm_minutes":
        if not 0 <= value <= 1440:
            raise Invalid(
                f"“{NUMBERS[name]}” is {value} minutes.", remedy="Up to a day; 0 leaves it to people.", field=name
            )
        return
    if not 1 <= value <= 200:
        raise Invalid(f"“{NUMBERS[name]}” is {value} days.", remedy="Between 1 and 200 days.", field=name)
