"""A school's calendar from an iCalendar file (RFC 5545): read, preview against what is known, apply.

Offers :func:`read_calendar_file` (pure), :func:`preview_calendar` and :func:`import_calendar`. Only all-day
events are days of a calendar; what an event means is guessed from its categories and words, shown in the
preview, and can be set otherwise there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from icalendar import Calendar

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError, Invalid
from firstbell.core.events import change
from firstbell.people.models import Organisation
from firstbell.rooms.actions.calendars import add_entry, revoke_entry
from firstbell.rooms.models import CalendarEntry
from firstbell.rooms.permissions import RoomsPermission

LARGEST_BYTES = 1024 * 1024
MOST_EVENTS = 2000

Effect = CalendarEntry.Effect
_ONE_DAY = dt.timedelta(days=1)
_OTHER_BELLS = re.compile(r"early.?(release|dismissal)|late.?start|delayed|half.?day|assembly", re.IGNORECASE)
_OPEN = re.compile(r"make.?up day|school in session|open\b", re.IGNORECASE)
_CLOSED = re.compile(
    r"no (school|students|classes)|clos(ed|ing)|holiday|break|recess|vacation|\bday off|staff development"
    r"|in-?service|professional (development|learning)|teacher work|snow day|"
    r"(labor|columbus|indigenous peoples|veterans|thanksgiving|christmas|new year|martin luther|mlk|presidents"
    r"|memorial|juneteenth|independence)",
    re.IGNORECASE,
)
_DAY_TYPES = (
    (re.compile(r"early.?(release|dismissal)|half.?day", re.IGNORECASE), "early_release"),
    (re.compile(r"late.?start|delayed", re.IGNORECASE), "late_start"),
    (re.compile(r"assembly", re.IGNORECASE), "assembly"),
)
LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True)
class FileDay:
    """One event as we read it. ``number`` is its place in the file, from 1; ``effect`` may be ``leave_out``."""

    number: int
    first_day: dt.date
    last_day: dt.date
    reason: str
    effect: str
    day_type: str = ""
    repeats_yearly: bool = False

    @property
    def key(self) -> tuple[dt.date, dt.date, str, str, str, bool]:
        return self.first_day, self.last_day, self.reason, self.effect, self.day_type, self.repeats_yearly


@dataclass(frozen=True, slots=True)
class FileIssue:
    """An event that could not be read: its place in the file, what was wrong, what to do."""

    number: int
    title: str
    text: str
    remedy: str


@dataclass(slots=True)
class CalendarFile:
    name: str = ""
    days: list[FileDay] = field(default_factory=list)
    issues: list[FileIssue] = field(default_factory=list)


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


def read_calendar_file(data: bytes) -> CalendarFile:
    """Read an .ics file. Events that cannot be read become issues; the others stay good.

    Raises Invalid when it is no calendar at all, too large, or holds more than ``MOST_EVENTS`` events.
    """
    if len(data) > LARGEST_BYTES:
        raise Invalid("The file is larger than 1 MB.", remedy="Export only this school year.", field="file")
    try:
        calendar = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Invalid(
            "This is not a calendar file that can be read.",
            remedy=f"Export the calendar as .ics (iCalendar) again. The reader says: {str(error)[:120]}",
            field="file",
        ) from error
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS:
        raise Invalid(f"The file holds {len(events)} events.", remedy="Export only this school year.", field="file")
    found = CalendarFile(name=str(calendar.get("X-WR-CALNAME", ""))[:80])
    for number, event in enumerate(events, start=1):
        _read_event(found, number, event)
    return found


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
    if effect not in {*Effect.values, LEAVE_OUT}:
        raise Invalid(f"“{effect}” is not a kind of entry.", remedy="Choose one of the list.", field="effect")
    day_type = (day.day_type or "regular") if effect == Effect.DAY_TYPE else ""
    return FileDay(day.number, day.first_day, day.last_day, day.reason, effect, day_type, day.repeats_yearly)


class _Unreadable(Exception):
    """Why one event is no day of the calendar, and what to do about it."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.text, self.remedy = text, remedy


def _read_event(found: CalendarFile, number: int, event: Any) -> None:
    title = " ".join(str(event.get("SUMMARY", "")).split())[:100]
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    try:
        found.days.append(_file_day(number, title, event))
    except _Unreadable as problem:
        found.issues.append(FileIssue(number, title or "(no title)", problem.text, problem.remedy))


def _file_day(number: int, title: str, event: Any) -> FileDay:
    if not title:
        raise _Unreadable("It has no title.", "Give it one, or enter the day by hand.")
    try:
        first, last = _days_of(event)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        raise _Unreadable("Its date cannot be read.", "Enter the day by hand.") from None
    if last < first:
        raise _Unreadable(f"It ends, {last}, before it begins, {first}.", "Correct it in the calendar.")
    effect, day_type = _meaning(title, _categories(event))
    return FileDay(number, first, last, title, effect, day_type, _is_yearly(event))


def _is_yearly(event: Any) -> bool:
    rule = event.get("RRULE")
    if rule is None:
        return False
    plain = rule.get("FREQ") == ["YEARLY"] and not set(rule) - {"FREQ", "INTERVAL", "WKST"}
    if not plain or rule.get("INTERVAL", [1]) != [1]:
        raise _Unreadable("It repeats in a way that is not read.", "Enter its days by hand.")
    return True


def _days_of(event: Any) -> tuple[dt.date, dt.date]:
    """First and last day, both included. DTEND is exclusive."""
    start = event["DTSTART"].dt
    if isinstance(start, dt.datetime):
        raise _Unreadable("It has a time of day, so it is not a day of the calendar.", "Enter it by hand if it is one.")
    if "DTEND" in event:
        end = event["DTEND"].dt
        end = end.date() if isinstance(end, dt.datetime) else end
        # Some calendars end a one-day event on its own day.
        return start, max(end - _ONE_DAY, start) if end >= start else end
    if "DURATION" in event:
        return start, max(start + event["DURATION"].dt - _ONE_DAY, start)
    return start, start


def _categories(event: Any) -> str:
    value = event.get("CATEGORIES")
    parts = value if isinstance(value, list) else [value] if value is not None else []
    names = [str(name) for part in parts for name in getattr(part, "cats", [part])]
    return " ".join(names)


def _meaning(title: str, categories: str) -> tuple[str, str]:
    """What an event says of its days: the categories first, then the title; else it is left out."""
    for text in (categories, title):
        if _OTHER_BELLS.search(text):
            return Effect.DAY_TYPE, next((code for pattern, code in _DAY_TYPES if pattern.search(text)), "regular")
        if _CLOSED.search(text):
            return Effect.CLOSED, ""
        if _OPEN.search(text):
            return Effect.OPEN, ""
    return LEAVE_OUT, ""
