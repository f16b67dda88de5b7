"""What the REST interface says of places and calendars."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, Json

from firstbell.core.api import LocalTime, Schema


class PlaceOut(Schema):
    id: int
    name: str
    kind: str
    room_type: str
    number: str
    code: str
    floor: str
    capacity: int | None
    organisation_id: int
    building_id: int | None
    parent_id: int | None
    closed_at: dt.datetime | None


class PlaceIn(Schema):
    """``organisation_id`` and the values of a new place; ``code`` is made when it is empty."""

    organisation_id: int
    name: str
    kind: str
    room_type: str = ""
    number: str = ""
    code: str = ""
    floor: str = ""
    capacity: int | None = None
    building_id: int | None = None
    parent_id: int | None = None


class CalendarEntryOut(Schema):
    id: int
    organisation_id: int
    first_day: dt.date
    last_day: dt.date
    effect: str
    day_type: str
    reason: str
    repeats_yearly: bool
    source: str
    revoked_at: dt.datetime | None


class CalendarEntryIn(Schema):
    organisation_id: int
    effect: str = "closed"
    first_day: dt.date
    last_day: dt.date | None = None
    reason: str
    day_type: str = ""
    repeats_yearly: bool = False


class SchoolDayOut(Schema):
    """One day of a school: open or not, why not, and which bells ring."""

    date: dt.date
    is_open: bool
    reason: str
    day_type: str


class PlacePatch(Schema):
    """Only what is sent changes."""

    name: str | None = Field(None, max_length=100)
    kind: str | None = None
    room_type: str | None = None
    number: str | None = Field(None, max_length=20)
    code: str | None = Field(None, max_length=60)
    building_id: int | None = None
    parent_id: int | None = None
    floor: str | None = Field(None, max_length=10)
    capacity: int | None = Field(None, ge=0, le=32767)
    notes: str | None = Field(None, max_length=10_000)


class BuildingIn(Schema):
    organisation_id: int
    name: str = Field(max_length=100)
    code: str = Field("", max_length=20)


class BuildingOut(Schema):
    id: int
    organisation_id: int
    name: str
    code: str


class PeriodIn(Schema):
    """Local times of the school, e.g. 08:50."""

    label: str = Field(max_length=30)
    starts_at: LocalTime
    ends_at: LocalTime


class PeriodOut(Schema):
    label: str
    starts_at: LocalTime
    ends_at: LocalTime


class BellScheduleIn(Schema):
    name: str = Field("", max_length=100)
    periods: list[PeriodIn] = Field(max_length=50)


class BellScheduleOut(Schema):
    id: int
    organisation_id: int
    day_type: str
    name: str
    periods: list[PeriodOut]


class WeekIn(Schema):
    """Days by their English names, e.g. monday."""

    open_days: list[str] = Field(max_length=7)


class WeekOut(Schema):
    open_days: list[str] | None


class CalendarFileIn(Schema):
    """``effects`` says of events, by their number in the file, what they mean: one of the kinds of entries, or leave_out."""

    effects: Json[dict[int, str]] = Field(default_factory=dict)


class CalendarImportIn(CalendarFileIn):
    revoke_gone: bool = Field(False, description="Take back what came from this file before and is not in it any more")


class CalendarFileDayOut(Schema):
    """``number``: its place in the file, from 1."""

    number: int
    first_day: dt.date
    last_day: dt.date
    reason: str
    effect: str
    day_type: str
    repeats_yearly: bool


class CalendarFileIssueOut(Schema):
    """An event that could not be read, and what to do about it."""

    number: int
    title: str
    text: str
    remedy: str


class CalendarPreviewOut(Schema):
    """``gone``: entries that came from a file of this name before, in its time, and are not in it any more."""

    new: list[CalendarFileDayOut]
    known: list[CalendarFileDayOut]
    left_out: list[CalendarFileDayOut]
    gone: list[CalendarEntryOut]
    issues: list[CalendarFileIssueOut] = Field(alias="file.issues")


class CalendarImportedOut(Schema):
    added: int
    revoked: int
    known: int
    issues: list[CalendarFileIssueOut]
