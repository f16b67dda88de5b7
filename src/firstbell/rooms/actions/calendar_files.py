"""A school's calendar from an iCalendar file (RFC 5545): read, preview against what is known, apply.

Offers :func:`preview_calendar` and :func:`import_calendar`. Only all-day
events are days of a calendar; what an event means is guessed from its categories and words, shown in the
preview, and can be set otherwise there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError, Invalid
from firstbell.core.events import change
from firstbell.people.models import Organisation
from firstbell.rooms.actions._calendar_file import (
    LARGEST_BYTES,
    LEAVE_OUT,
    CalendarFile,
    FileDay,
    FileIssue,
    read_calendar_file,
)
from firstbell.rooms.actions.calendars import add_entry, revoke_entry
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.permissions import RoomsPermission

__all__ = ["LARGEST_BYTES", "CalendarImported", "CalendarPreview", "import_calendar", "preview_calendar"]


@dataclass(frozen=True, slots=True)
class CalendarPreview:
    """``gone``: entries that came from a file of this name before, in its time, and are not in it any more."""

    file: CalendarFile
    new: list[FileDay]
    known: list[FileDay]
    left_out: list[FileDay]
    gone: list[CalendarEntry]


@dataclass(frozen=True, slots=True)
class CalendarImported:
    added: int
    revoked: int
    known: int
    issues: list[FileIssue]


def preview_calendar(
    organisation: Organisation, data: bytes, *, effects: Mapping[int, str] | None = None, by: Actor
) -> CalendarPreview:
    """What importing the file would do; writes nothing. ``effects`` sets an event's meaning by its number.

    Raises Forbidden (``rooms.calendar.edit``), Invalid.
    """
    by.require(RoomsPermission.CALENDAR_EDIT, at=organisation.scope_path)
    file = read_calendar_file(data)
    days = [_as_chosen(day, (effects or {}).get(day.number)) for day in file.days]
    standing = list(CalendarEntry.objects.standing().filter(organisation=organisation).select_related("organisation"))
    keys = {_key_of(entry) for entry in standing}
    wanted = [day for day in days if day.effect != LEAVE_OUT]
    in_file = {day.key for day in wanted}
    return CalendarPreview(
        file=file,
        new=_once(day for day in wanted if day.key not in keys),
        known=_once(day for day in wanted if day.key in keys),
        left_out=[day for day in days if day.effect == LEAVE_OUT],
        gone=[entry for entry in standing if _is_gone(entry, file, days) and _key_of(entry) not in in_file],
    )


def import_calendar(
    organisation: Organisation,
    data: bytes,
    *,
    effects: Mapping[int, str] | None = None,
    revoke_gone: bool = False,
    by: Actor,
) -> CalendarImported:
    """Add what is new in the file; with ``revoke_gone`` take back what it no longer holds. One change.

    The same file again changes nothing. Raises Forbidden, Invalid.
    """
    with change(by):
        preview = preview_calendar(organisation, data, effects=effects, by=by)
        issues = list(preview.file.issues)
        added = 0
        for day in preview.new:
            try:
                add_entry(
                    organisation,
                    effect=day.effect,
                    first_day=day.first_day,
                    last_day=day.last_day,
                    reason=day.reason,
                    day_type=day.day_type,
                    repeats_yearly=day.repeats_yearly,
                    source=_source(preview.file),
                    by=by,
                )
                added += 1
            except Invalid as error:
                issues.append(_issue_of(day, error))
        if revoke_gone:
            for entry in preview.gone:
                revoke_entry(entry, reason="No longer in the calendar file", by=by)
    return CalendarImported(added, len(preview.gone) if revoke_gone else 0, len(preview.known), issues)


def _issue_of(day: FileDay, error: FirstbellError) -> FileIssue:
    return FileIssue(day.number, day.reason, error.message, error.remedy)


def _source(file: CalendarFile) -> str:
    return f"calendar file: {file.name}" if file.name else "calendar file"


def _is_gone(entry: CalendarEntry, file: CalendarFile, days: list[FileDay]) -> bool:
    if entry.source != _source(file) or not days:
        return False
    return min(day.first_day for day in days) <= entry.first_day <= max(day.last_day for day in days)


def _once(days: Iterable[FileDay]) -> list[FileDay]:
    """The same day written twice in a file is one day."""
    return list({day.key: day for day in days}.values())


def _key_of(entry: CalendarEntry) -> tuple[dt.date, dt.date, str, str, str, bool]:
    return entry.first_day, entry.last_day, entry.reason, entry.effect, entry.day_type, entry.repeats_yearly


def _as_chosen(day: FileDay, effect: str | None) -> FileDay:
    if effect is None or effect == day.effect:
        return day
    if effect not in {*CalendarEntry.Effect.values, LEAVE_OUT}:
        raise Invalid(f"“{effect}” is not a kind of entry.", remedy="Choose one of the list.", field="effect")
    day_type = (day.day_type or "regular") if effect == CalendarEntry.Effect.DAY_TYPE else ""
    return FileDay(day.number, day.first_day, day.last_day, day.reason, effect, day_type, day.repeats_yearly)
