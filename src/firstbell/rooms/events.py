"""What happened to places and time. Circulation and the ticket clock listen to the calendar's events."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class _CalendarEvent(Event):
    """The subject is the calendar entry. The days are those of its first year when it repeats."""

    entry_id: int
    organisation_id: int
    effect: str
    first_day: dt.date
    last_day: dt.date
    repeats_yearly: bool


@dataclass(frozen=True, kw_only=True)
class CalendarEntryAdded(_CalendarEvent):
    verb: ClassVar[str] = "rooms.calendar_entry.added"

    def summary(self) -> str:
        return f"Calendar: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CalendarEntryRevoked(_CalendarEvent):
    verb: ClassVar[str] = "rooms.calendar_entry.revoked"

    def summary(self) -> str:
        return f"Calendar, taken back: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class SchoolWeekSet(Event):
    """The subject is the organisation."""

    verb: ClassVar[str] = "rooms.school_week.set"

    def summary(self) -> str:
        return f"Usual school week of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BellScheduleSaved(Event):
    verb: ClassVar[str] = "rooms.bell_schedule.saved"

    def summary(self) -> str:
        return f"Bell schedule {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BellScheduleRemoved(Event):
    verb: ClassVar[str] = "rooms.bell_schedule.removed"

    def summary(self) -> str:
        return f"Removed the bell schedule {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BuildingAdded(Event):
    verb: ClassVar[str] = "rooms.building.added"

    def summary(self) -> str:
        return f"Building {self.subject.label} added"


@dataclass(frozen=True, kw_only=True)
class PlaceAdded(Event):
    verb: ClassVar[str] = "rooms.place.added"

    def summary(self) -> str:
        return f"{self.subject.label} added"


@dataclass(frozen=True, kw_only=True)
class PlaceEdited(Event):
    verb: ClassVar[str] = "rooms.place.edited"

    def summary(self) -> str:
        return f"{self.subject.label} edited"


@dataclass(frozen=True, kw_only=True)
class PlaceClosed(Event):
    verb: ClassVar[str] = "rooms.place.closed"

    def summary(self) -> str:
        return f"{self.subject.label} is no longer used"


@dataclass(frozen=True, kw_only=True)
class PlaceReopened(Event):
    verb: ClassVar[str] = "rooms.place.reopened"

    def summary(self) -> str:
        return f"{self.subject.label} is used again"
