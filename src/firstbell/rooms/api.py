"""REST: places and calendars."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.people.queries import schools_for
from firstbell.rooms.actions.calendars import add_entry, revoke_entry
from firstbell.rooms.actions.places import add_place
from firstbell.rooms.models import Building, CalendarEntry, Place
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.queries import day_types_of, school_days_of
from firstbell.rooms.schemas import CalendarEntryIn, CalendarEntryOut, PlaceIn, PlaceOut, SchoolDayOut

router = Router(tags=["Places and calendars"])
MOST_DAYS = 400


@router.get("/places", response=Page[PlaceOut])
def list_places(request: ApiRequest, paging: Query[Paging], kind: str = "", organisation_id: int | None = None) -> Any:
    """Places you may see that are in use, by name."""
    places = Place.objects.visible_to(request.actor).current()
    if kind:
        places = places.filter(kind=kind)
    if organisation_id is not None:
        places = places.filter(organisation_id=organisation_id)
    return paginate(places, paging, order=("name", "pk"))


@router.get("/places/{pk}", response=PlaceOut)
def read_place(request: ApiRequest, pk: int) -> Any:
    """One place."""
    return found(Place.objects.visible_to(request.actor), pk)


@router.post("/places", response={201: PlaceOut})
def create_place(request: ApiRequest, body: PlaceIn) -> Any:
    """Add a room, cart, cabinet or shelf."""
    school = found(schools_for(request.actor, RoomsPermission.PLACE_EDIT), body.organisation_id)
    values = body.dict(exclude={"organisation_id", "building_id", "parent_id"})
    if body.building_id is not None:
        values["building"] = found(Building.objects.filter(organisation=school), body.building_id)
    if body.parent_id is not None:
        values["parent"] = found(Place.objects.visible_to(request.actor).filter(organisation=school), body.parent_id)
    return created(add_place(school, values=values, by=request.actor))


@router.get("/calendar-entries", response=Page[CalendarEntryOut])
def list_calendar_entries(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Standing calendar entries, by day."""
    entries = CalendarEntry.objects.visible_to(request.actor).standing()
    if organisation_id is not None:
        entries = entries.filter(organisation_id=organisation_id)
    return paginate(entries, paging, order=("first_day", "pk"))


@router.post("/calendar-entries", response={201: CalendarEntryOut})
def create_calendar_entry(request: ApiRequest, body: CalendarEntryIn) -> Any:
    """Close an organisation, open it, or ring other bells. Open loans move by themselves."""
    where = found(schools_for(request.actor, RoomsPermission.CALENDAR_EDIT), body.organisation_id)
    return created(add_entry(where, **body.dict(exclude={"organisation_id"}), by=request.actor))


@router.post("/calendar-entries/{pk}/revoke", response=CalendarEntryOut)
def revoke_calendar_entry(request: ApiRequest, pk: int) -> Any:
    """Take a calendar entry back."""
    entry = found(CalendarEntry.objects.visible_to(request.actor).select_related("organisation"), pk)
    return revoke_entry(entry, by=request.actor)


@router.get("/organisations/{pk}/days", response=list[SchoolDayOut])
def list_school_days(request: ApiRequest, pk: int, first: dt.date, last: dt.date) -> Any:
    """The days from ``first`` to ``last`` (at most 400): open or closed, and which bells."""
    where = found(schools_for(request.actor, RoomsPermission.CALENDAR_VIEW), pk)
    count = (last - first).days + 1
    if not 1 <= count <= MOST_DAYS:
        raise Invalid(f"That is {count} days.", remedy=f"Ask for 1 to {MOST_DAYS} days.", field="last")
    days, types = school_days_of(where, first=first, last=last), day_types_of(where, first=first, last=last)
    asked = (first + dt.timedelta(days=offset) for offset in range(count))
    return [
        SchoolDayOut(
            date=day,
            is_open=days.is_open(day),
            reason="" if days.is_open(day) else days.why_closed(day),
            day_type=types.get(day, "regular") if days.is_open(day) else "",
        )
        for day in asked
    ]
