"""Bell schedules: the periods of a kind of day at a school, saved as a whole."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation
from firstbell.rooms.events import BellScheduleRemoved, BellScheduleSaved
from firstbell.rooms.models import BellPeriod, BellSchedule, CalendarEntry
from firstbell.rooms.permissions import RoomsPermission

KIND_REF = "rooms.bell_schedule"
_SLUG = re.compile(r"[a-z0-9_-]{1,30}")


@dataclass(frozen=True, slots=True)
class Period:
    """Local times of the school."""

    label: str
    starts_at: dt.time
    ends_at: dt.time


def save_bell_schedule(
    organisation: Organisation, *, day_type: str, name: str, periods: Sequence[Period], by: Actor
) -> BellSchedule:
    """Set the school's periods for a kind of day (``regular``, ``early_release`` …), replacing those it had.

    Raises Forbidden (``rooms.bell.edit``), Invalid: a period that ends before it starts, two that overlap,
    a label twice.
    """
    by.require(RoomsPermission.BELL_EDIT, at=organisation.scope_path)
    if not _SLUG.fullmatch(day_type):
        remedy = "Use small letters, digits and _, e.g. early_release."
        raise Invalid(f"“{day_type}” is not a name for a kind of day.", remedy=remedy, field="day_type")
    ordered = _checked(periods)
    with change(by) as unit:
        schedule, made = BellSchedule.objects.update_or_create(
            organisation=organisation, day_type=day_type, defaults={"name": name.strip()[:100] or day_type}
        )
        old = None if made else _told(schedule.periods.all())
        schedule.periods.all().delete()
        BellPeriod.objects.bulk_create(
            BellPeriod(schedule=schedule, label=one.label.strip(), starts_at=one.starts_at, ends_at=one.ends_at)
            for one in ordered
        )
        unit.publish(
            BellScheduleSaved(
                subject=Ref(KIND_REF, schedule.pk, schedule.name),
                org_path=organisation.scope_path,
                changes={"Periods": (old, _told(ordered))},
            )
        )
    return schedule


def remove_bell_schedule(schedule: BellSchedule, *, by: Actor) -> None:
    """Remove a schedule no day of the calendar uses. Raises Forbidden (``rooms.bell.edit``), Conflict."""
    by.require(RoomsPermission.BELL_EDIT, at=schedule.organisation.scope_path)
    used = CalendarEntry.objects.standing().filter(
        organisation=schedule.organisation, effect=CalendarEntry.Effect.DAY_TYPE, day_type=schedule.day_type
    )
    if used.exists():
        raise Conflict(f"The calendar uses “{schedule.name}”.", remedy="Take those days back first.")
    with change(by) as unit:
        unit.publish(
            BellScheduleRemoved(
                subject=Ref(KIND_REF, schedule.pk, schedule.name), org_path=schedule.organisation.scope_path
            )
        )
        schedule.delete()


def _checked(periods: Sequence[Period]) -> list[Period]:
    ordered = sorted(periods, key=lambda one: one.starts_at)
    labels = [one.label.strip() for one in ordered]
    for period, label in zip(ordered, labels, strict=True):
        if not label or len(label) > 30:
            raise Invalid("Every period needs a short name.", remedy="E.g. 1, HR, Lunch.", field="periods")
        if period.ends_at <= period.starts_at:
            text = f"“{label}” ends at {period.ends_at:%H:%M}, before it starts at {period.starts_at:%H:%M}."
            raise Invalid(text, remedy="Correct its times.", field="periods")
        if labels.count(label) > 1:
            raise Invalid(f"“{label}” is there twice.", remedy="Give each period its own name.", field="periods")
    for earlier, later in pairwise(ordered):
        if later.starts_at < earlier.ends_at:
            text = f"“{later.label}” starts at {later.starts_at:%H:%M}, before “{earlier.label}” ends."
            raise Invalid(text, remedy="Correct their times.", field="periods")
    return ordered


def _told(periods: Iterable[Period | BellPeriod]) -> str:
    return ", ".join(f"{one.label} {one.starts_at:%H:%M}–{one.ends_at:%H:%M}" for one in periods)
