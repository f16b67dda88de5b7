"""REST: places and calendars."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import Invalid
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.actions.bells import Period, remove_bell_schedule, save_bell_schedule
from firstbell.rooms.actions.calendar_files import LARGEST_BYTES, import_calendar, preview_calendar
from firstbell.rooms.actions.calendars import add_entry, revoke_entry, set_school_week
from firstbell.rooms.actions.places import add_building, add_place, close_place, edit_place, reopen_place
from firstbell.rooms.models import BellSchedule, Building, CalendarEntry, Place, SchoolWeek
from firstbell.rooms.permissions import RoomsPermission
from firstbell.rooms.queries import day_types_of, school_days_of
from firstbell.rooms.schemas import (
    BellScheduleIn,
    BellScheduleOut,
    BuildingIn,
    BuildingOut,
    CalendarEntryIn,
    CalendarEntryOut,
    CalendarFileIn,
    CalendarImportedOut,
    CalendarImportIn,
    CalendarPreviewOut,
    PlaceIn,
    PlaceOut,
    PlacePatch,
    SchoolDayOut,
    WeekIn,
    WeekOut,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
router = Router(tags=["Places and calendars"])
MOST_DAYS = 400


@router.get("/places", response=Page[PlaceOut])
def list_places(
    request: ApiRequest,
    paging: Query[Paging],
    kind: str = "",
    organisation_id: int | None = None,
    building_id: int | None = None,
    parent_id: int | None = None,
    closed: bool = False,
) -> Any:
    """Places you may see, by name; those in use unless asked for the closed ones."""
    places = Place.objects.visible_to(request.actor)
    places = places.filter(closed_at__isnull=False) if closed else places.current()
    if building_id is not None:
        places = places.filter(building_id=building_id)
    if parent_id is not None:
        places = places.filter(parent_id=parent_id)
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
    values = body.dict(exclude={"organisation_id"})
    return created(add_place(school, values=_place_values(request, school, values), by=request.actor))


@router.patch("/places/{pk}", response=PlaceOut)
def change_place(request: ApiRequest, pk: int, body: PlacePatch) -> Any:
    """Change a place; what is left out stays."""
    place = _place(request, pk)
    request.actor.require(RoomsPermission.PLACE_EDIT, at=place.organisation.scope_path)
    values = {name: value for name, value in given(body).items() if value is not None or name in _MAY_BE_EMPTY}
    return edit_place(place, values=_place_values(request, place.organisation, values), by=request.actor)


@router.post("/places/{pk}/close", response=PlaceOut)
def close_one_place(request: ApiRequest, pk: int) -> Any:
    """Take a place out of use."""
    return close_place(_place(request, pk), by=request.actor)


@router.post("/places/{pk}/reopen", response=PlaceOut)
def reopen_one_place(request: ApiRequest, pk: int) -> Any:
    """It is in use again."""
    return reopen_place(_place(request, pk), by=request.actor)


_MAY_BE_EMPTY = frozenset({"building_id", "parent_id", "capacity"})


def _place(request: ApiRequest, pk: int) -> Place:
    return found(Place.objects.visible_to(request.actor).select_related("organisation", "parent", "building"), pk)


def _place_values(request: ApiRequest, school: Organisation, values: dict[str, Any]) -> dict[str, Any]:
    """Ids as the things they name, of the same school."""
    known: dict[str, QuerySet[Any]] = {
        "building": Building.objects.filter(organisation=school),
        "parent": Place.objects.visible_to(request.actor).filter(organisation=school),
    }
    for name, things in known.items():
        if f"{name}_id" in values:
            pk = values.pop(f"{name}_id")
            values[name] = found(things, pk) if pk is not None else None
    return values


@router.get("/buildings", response=Page[BuildingOut])
def list_buildings(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Buildings of the schools whose places you may see, by name."""
    scope = request.actor.scope(RoomsPermission.PLACE_VIEW)
    buildings = Building.objects.filter(scope.q("organisation__path"))
    if organisation_id is not None:
        buildings = buildings.filter(organisation_id=organisation_id)
    return paginate(buildings, paging, order=("name", "pk"))


@router.post("/buildings", response={201: BuildingOut})
def create_building(request: ApiRequest, body: BuildingIn) -> Any:
    """Add a building."""
    school = found(schools_for(request.actor, RoomsPermission.PLACE_EDIT), body.organisation_id)
    return created(add_building(school, name=body.name, code=body.code, by=request.actor))


@router.get("/bell-schedules", response=Page[BellScheduleOut])
def list_bell_schedules(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """When the periods of a kind of day begin and end, by id."""
    scope = request.actor.scope(RoomsPermission.CALENDAR_VIEW)
    bells = BellSchedule.objects.filter(scope.q("organisation__path")).prefetch_related("periods")
    if organisation_id is not None:
        bells = bells.filter(organisation_id=organisation_id)
    return paginate(bells, paging)


@router.put("/organisations/{pk}/bells/{day_type}", response=BellScheduleOut)
def put_bell_schedule(request: ApiRequest, pk: int, day_type: str, body: BellScheduleIn) -> Any:
    """Set the periods of a kind of day, replacing those it had."""
    school = found(schools_for(request.actor, RoomsPermission.BELL_EDIT), pk)
    periods = [Period(one.label, one.starts_at, one.ends_at) for one in body.periods]
    return save_bell_schedule(school, day_type=day_type, name=body.name, periods=periods, by=request.actor)


@router.delete("/bell-schedules/{pk}", response={204: None})
def delete_bell_schedule(request: ApiRequest, pk: int) -> Any:
    """Remove a schedule no day of the calendar uses."""
    scope = request.actor.scope(RoomsPermission.BELL_EDIT)
    bells = BellSchedule.objects.filter(scope.q("organisation__path")).select_related("organisation")
    remove_bell_schedule(found(bells, pk), by=request.actor)
    return Status(204, None)


@router.get("/organisations/{pk}/week", response=WeekOut)
def read_school_week(request: ApiRequest, pk: int) -> Any:
    """The weekdays that are open here, if set here; null: as above."""
    school = found(schools_for(request.actor, RoomsPermission.CALENDAR_VIEW), pk)
    week = SchoolWeek.objects.filter(organisation=school).first()
    return {"open_days": [day for day in WEEKDAYS if getattr(week, day)] if week is not None else None}


@router.put("/organisations/{pk}/week", response=WeekOut)
def put_school_week(request: ApiRequest, pk: int, body: WeekIn) -> Any:
    """Set the weekdays that are usually open here and below."""
    school = found(schools_for(request.actor, RoomsPermission.CALENDAR_EDIT), pk)
    week = set_school_week(school, open_days=body.open_days, by=request.actor)
    return {"open_days": [day for day in WEEKDAYS if getattr(week, day)]}


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


@router.post("/organisations/{pk}/calendar-file/preview", response=CalendarPreviewOut)
def preview_calendar_file(request: ApiRequest, pk: int, file: File[UploadedFile], body: Form[CalendarFileIn]) -> Any:
    """What a calendar file (iCalendar, at most 1 MB) would add, and what it no longer holds; nothing is written."""
    where = found(schools_for(request.actor, RoomsPermission.CALENDAR_EDIT), pk)
    return preview_calendar(where, file.read(LARGEST_BYTES + 1), effects=body.effects, by=request.actor)


@router.post("/organisations/{pk}/calendar-file", response=CalendarImportedOut)
def import_calendar_file(request: ApiRequest, pk: int, file: File[UploadedFile], body: Form[CalendarImportIn]) -> Any:
    """Add what is new in the file; the same file again changes nothing."""
    where = found(schools_for(request.actor, RoomsPermission.CALENDAR_EDIT), pk)
    data = file.read(LARGEST_BYTES + 1)
    return import_calendar(where, data, effects=body.effects, revoke_gone=body.revoke_gone, by=request.actor)
