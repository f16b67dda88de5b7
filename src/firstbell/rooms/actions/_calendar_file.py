"""Reading an iCalendar file (RFC 5545), without a database. For this folder only.

Only all-day events are days of a calendar; what an event means is guessed from its categories and
words, and can be set otherwise in the preview.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from icalendar import Calendar

from firstbell.core.errors import Invalid
from firstbell.rooms.models import CalendarEntry

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


class _Unreadable(Exception):
    """Why one event is no day of the calendar, and what to do about it."""

    def __init__(self, text: str, remedy: str) -> None:
        super().__init__(text)
        self.text, self.remedy = text, remedy


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
