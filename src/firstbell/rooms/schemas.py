"""What the REST interface says of places and calendars."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Schema


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
