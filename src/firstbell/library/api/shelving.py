"""Shelving places: named parts of a school's shelves."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions import remove_shelving_place, save_shelving_place
from firstbell.library.models import ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.titles import ShelvingPlaceIn, ShelvingPlaceOut
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router()


def _places(request: ApiRequest, permission: str) -> Any:
    request.actor.require(permission)
    return ShelvingPlace.objects.filter(request.actor.scope(permission).q("organisation__path"))


def _values(request: ApiRequest, body: ShelvingPlaceIn) -> tuple[Organisation, dict[str, Any]]:
    school = found(schools_for(request.actor, May.RULE_EDIT), body.organisation_id)
    place = found(Place.objects.visible_to(request.actor), body.place_id) if body.place_id is not None else None
    return school, body.dict(exclude={"organisation_id", "place_id"}) | {"place": place}


@router.get("/library/shelving-places", response=Page[ShelvingPlaceOut])
def list_shelving_places(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Shelving places of the schools whose catalogue you work on, by id."""
    places = _places(request, May.CATALOGUE_WORK)
    if organisation_id is not None:
        places = places.filter(organisation_id=organisation_id)
    return paginate(places, paging)


@router.post("/library/shelving-places", response={201: ShelvingPlaceOut})
def create_shelving_place(request: ApiRequest, body: ShelvingPlaceIn) -> Any:
    """Add a part of a school's shelves."""
    request.actor.require(May.RULE_EDIT)
    school, values = _values(request, body)
    return created(save_shelving_place(None, organisation=school, values=values, by=request.actor))


@router.put("/library/shelving-places/{pk}", response=ShelvingPlaceOut)
def put_shelving_place(request: ApiRequest, pk: int, body: ShelvingPlaceIn) -> Any:
    """Change a shelving place; it stays in its school."""
    place = found(_places(request, May.RULE_EDIT).select_related("organisation"), pk)
    _, values = _values(request, body)
    return save_shelving_place(place, organisation=place.organisation, values=values, by=request.actor)


@router.delete("/library/shelving-places/{pk}", response={204: None})
def delete_shelving_place(request: ApiRequest, pk: int) -> Any:
    """It is not there any more; not while copies stand there."""
    remove_shelving_place(found(_places(request, May.RULE_EDIT).select_related("organisation"), pk), by=request.actor)
    return Status(204, None)
