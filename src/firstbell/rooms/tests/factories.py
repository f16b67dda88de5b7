"""Places and bells to test with: plain functions that write straight to the tables."""

from __future__ import annotations

import datetime as dt
from itertools import count

from firstbell.people.models import Organisation
from firstbell.rooms.models import BellPeriod, BellSchedule, Building, CalendarEntry, Place

_number = count(1)


def make_building(organisation: Organisation, name: str = "Main") -> Building:
    return Building.objects.create(organisation=organisation, name=name)


def make_place(
    organisation: Organisation,
    name: str = "",
    *,
    kind: str = "room",
    code: str = "",
    parent: Place | None = None,
    building: Building | None = None,
    capacity: int | None = None,
) -> Place:
    number = next(_number)
    return Place.objects.create(
        organisation=organisation,
        name=name or f"{kind.title()} {number}",
        kind=kind,
        code=code or f"P-{number:04}",
        parent=parent,
        building=building,
        capacity=capacity,
    )


def make_closing(organisation: Organisation, first: dt.date, last: dt.date | None = None) -> CalendarEntry:
    return CalendarEntry.objects.create(
        organisation=organisation, first_day=first, last_day=last or first, reason="Closed", created_by="test"
    )


def make_bells(organisation: Organisation, day_type: str = "regular") -> BellSchedule:
    schedule = BellSchedule.objects.create(organisation=organisation, day_type=day_type, name=day_type.title())
    BellPeriod.objects.create(schedule=schedule, label="1", starts_at=dt.time(8), ends_at=dt.time(8, 50))
    BellPeriod.objects.create(schedule=schedule, label="2", starts_at=dt.time(9), ends_at=dt.time(9, 50))
    return schedule
