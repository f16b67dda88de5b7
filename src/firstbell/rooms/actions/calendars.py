"""Changes of a calendar: closings, extra open days, other bell schedules, the usual week. All can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.people.models import Organisation
from firstbell.rooms.events import CalendarEntryAdded, CalendarEntryRevoked, SchoolWeekSet
from firstbell.rooms.models import CalendarEntry, SchoolWeek
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.queries import WEEKDAYS

KIND_REF = "rooms.calendar_entry"
LONGEST_DAYS = 366
# Outside of this a year is a typing mistake, and counting through it would take for ever.
FIRST_YEAR, LAST_YEAR = 1990, 2100


def add_closing(
    organisation: Organisation,
    *,
    first_day: dt.date,
    last_day: dt.date | None = None,
    reason: str,
    repeats_yearly: bool = False,
    source: str = "by hand",
    by: Actor,
) -> CalendarEntry:
    """Close the organisation and everything below it for a day, or through ``last_day`` (included).

    Open loans due in that time are moved (circulation listens). Raises Forbidden
    (``rooms.calendar.edit``), Invalid.
    """
    return add_entry(
        organisation,
        effect=CalendarEntry.Effect.CLOSED,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        repeats_yearly=repeats_yearly,
        source=source,
        by=by,
    )


def add_entry(
    organisation: Organisation,
    *,
    effect: str,
    first_day: dt.date,
    last_day: dt.date | None = None,
    reason: str,
    day_type: str = "",
    repeats_yearly: bool = False,
    source: str = "by hand",
    by: Actor,
) -> CalendarEntry:
    """A day or stretch that differs; ``effect`` is a ``CalendarEntry.Effect``. Offers undo.

    Raises Forbidden (``rooms.calendar.edit``), Invalid (no reason, last day before first, too long,
    another bell schedule without its ``day_type``).
    """
    by.require(RoomsPermission.CALENDAR_EDIT, at=organisation.scope_path)
    last_day = last_day or first_day
    _check(effect, first_day, last_day, reason, day_type)
    with change(by) as unit:
        entry = CalendarEntry.objects.create(
            organisation=organisation,
            effect=effect,
            first_day=first_day,
            last_day=last_day,
            reason=reason.strip()[:100],
            day_type=day_type if effect == CalendarEntry.Effect.DAY_TYPE else "",
            repeats_yearly=repeats_yearly,
            source=source[:100],
            created_by=by.name[:200],
        )
        unit.publish(CalendarEntryAdded(**_told(entry)))
        offer_undo(undo_entry, {"entry": entry.pk}, label=f"Calendar: {_label(entry)}", by=by)
    return entry


def revoke_entry(entry: CalendarEntry, *, reason: str = "", by: Actor) -> CalendarEntry:
    """Take an entry back; the row stays. What followed from it follows back (circulation listens).

    Raises Forbidden (``rooms.calendar.edit``), Conflict when it was taken back already.
    """
    by.require(RoomsPermission.CALENDAR_EDIT, at=entry.organisation.scope_path)
    with change(by) as unit:
        revoked = CalendarEntry.objects.filter(pk=entry.pk, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_by=by.name[:200]
        )
        if not revoked:
            raise Conflict("This entry was already taken back.", remedy="Nothing more to do.")
        entry.refresh_from_db(fields=["revoked_at", "revoked_by"])
        unit.publish(CalendarEntryRevoked(**_told(entry), note=reason))
    return entry


@undo_handler
def undo_entry(payload: dict[str, Any], *, by: Actor) -> None:
    """Take a new entry back. Raises Conflict when that was done already."""
    entry = CalendarEntry.objects.select_related("organisation").get(pk=payload["entry"])
    revoke_entry(entry, reason="Undone", by=by)


def set_school_week(organisation: Organisation, *, open_days: Iterable[str], by: Actor) -> SchoolWeek:
    """The weekdays (``"monday"`` …) that are usually open here and below, where nothing nearer is set.

    Raises Forbidden (``rooms.calendar.edit``), Invalid for a day that is none.
    """
    by.require(RoomsPermission.CALENDAR_EDIT, at=organisation.scope_path)
    wanted = set(open_days)
    unknown = sorted(wanted - set(WEEKDAYS))
    if unknown:
        raise Invalid(f"“{unknown[0]}” is not a weekday.", remedy=f"Use {', '.join(WEEKDAYS)}.", field="open_days")
    with change(by) as unit:
        before = SchoolWeek.objects.filter(organisation=organisation).first()
        week, _ = SchoolWeek.objects.update_or_create(
            organisation=organisation, defaults={day: day in wanted for day in WEEKDAYS}
        )
        old, new = _open_days(before) if before is not None else None, _open_days(week)
        unit.publish(
            SchoolWeekSet(
                subject=Ref("people.organisation", organisation.pk, organisation.name),
                org_path=organisation.scope_path,
                changes={"Open": (old, new)},
            )
        )
    return week


def _open_days(week: SchoolWeek) -> str:
    return ", ".join(day.capitalize() for day in WEEKDAYS if getattr(week, day))


def _check(effect: str, first: dt.date, last: dt.date, reason: str, day_type: str) -> None:
    if effect not in CalendarEntry.Effect.values:
        known = ", ".join(CalendarEntry.Effect.values)
        raise Invalid(f"“{effect}” is not a kind of entry.", remedy=f"Use one of: {known}.", field="effect")
    if not reason.strip():
        raise Invalid("An entry needs a reason.", remedy="Say what day it is, e.g. “Winter break”.", field="reason")
    if not FIRST_YEAR <= first.year <= last.year <= LAST_YEAR:
        remedy = f"Use years from {FIRST_YEAR} to {LAST_YEAR}, the first day before the last."
        raise Invalid(f"{first} to {last} cannot be right.", remedy=remedy, field="first_day")
    if last < first:
        raise Invalid(f"The last day, {last}, is before the first, {first}.", remedy="Swap them.", field="last_day")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid(f"{first} to {last} is more than a year.", remedy="Enter it year by year.", field="last_day")
    if effect == CalendarEntry.Effect.DAY_TYPE and not day_type:
        remedy = "Choose the kind of day, e.g. early_release."
        raise Invalid("Which bell schedule these days have is missing.", remedy=remedy, field="day_type")


def _label(entry: CalendarEntry) -> str:
    days = f"{entry.first_day}" if entry.first_day == entry.last_day else f"{entry.first_day} to {entry.last_day}"
    return f"{entry.reason}, {entry.get_effect_display().lower()} {days}"


def _told(entry: CalendarEntry) -> dict[str, Any]:
    return {
        "subject": Ref(KIND_REF, entry.pk, _label(entry)),
        "org_path": entry.organisation.scope_path,
        "about": (Ref("people.organisation", entry.organisation_id, entry.organisation.name),),
        "entry_id": entry.pk,
        "organisation_id": entry.organisation_id,
        "effect": entry.effect,
        "first_day": entry.first_day,
        "last_day": entry.last_day,
        "repeats_yearly": entry.repeats_yearly,
    }
