"""Shelving places: named parts of a school's shelves."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions import order_shelving_places, remove_shelving_place, save_shelving_place
from firstbell.library.actions.genre_sections import remove_genre_section, save_genre_section, set_title_genre
from firstbell.library.models import GenreSection, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.genre_sections import choices_of
from firstbell.library.schemas.titles import (
    GenreSectionIn,
    GenreSectionOut,
    ShelvingOrderIn,
    ShelvingPlaceIn,
    ShelvingPlaceOut,
    TitleGenreIn,
    TitleGenreOut,
)
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


@router.put("/library/shelving-order", response=list[ShelvingPlaceOut])
def order_places_of_school(request: ApiRequest, body: ShelvingOrderIn) -> Any:
    """The order in which one walks a school's shelving places; what is not named stays behind, in its order."""
    request.actor.require(May.RULE_EDIT)
    school = found(schools_for(request.actor, May.RULE_EDIT), body.organisation_id)
    order_shelving_places(school, ids=body.ids, by=request.actor)
    return list(ShelvingPlace.objects.filter(organisation=school).order_by("position", "name"))


@router.delete("/library/shelving-places/{pk}", response={204: None})
def delete_shelving_place(request: ApiRequest, pk: int) -> Any:
    """It is not there any more; not while copies stand there."""
    remove_shelving_place(found(_places(request, May.RULE_EDIT).select_related("organisation"), pk), by=request.actor)
    return Status(204, None)


@router.get("/library/genre-sections", response=Page[GenreSectionOut])
def list_genre_sections(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Sections of what is shelved by genre, at the schools whose catalogue you work on, by id."""
    request.actor.require(May.CATALOGUE_WORK)
    sections = GenreSection.objects.visible_to(request.actor)
    return paginate(
        sections.filter(organisation_id=organisation_id) if organisation_id is not None else sections, paging
    )


@router.post("/library/genre-sections", response={201: GenreSectionOut})
def create_genre_section(request: ApiRequest, body: GenreSectionIn) -> Any:
    """Add a section; copies move into it."""
    request.actor.require(May.RULE_EDIT)
    school = found(schools_for(request.actor, May.RULE_EDIT), body.organisation_id)
    values = body.dict(exclude={"organisation_id"})
    return created(save_genre_section(None, organisation=school, values=values, by=request.actor))


@router.put("/library/genre-sections/{pk}", response=GenreSectionOut)
def put_genre_section(request: ApiRequest, pk: int, body: GenreSectionIn) -> Any:
    """Change one; it stays in its school."""
    section = _section(request, pk)
    values = body.dict(exclude={"organisation_id"})
    return save_genre_section(section, organisation=section.organisation, values=values, by=request.actor)


@router.delete("/library/genre-sections/{pk}", response={204: None})
def delete_genre_section(request: ApiRequest, pk: int) -> Any:
    """What stood in it goes where other sections say."""
    remove_genre_section(_section(request, pk), by=request.actor)
    return Status(204, None)


@router.put("/library/titles/{pk}/genre", response=TitleGenreOut)
def put_title_genre(request: ApiRequest, pk: int, body: TitleGenreIn) -> Any:
    """Where a school puts this title, whatever its record says."""
    request.actor.require(May.COPY_EDIT)
    title = found(Title.objects.visible_to(request.actor), pk)
    school = found(schools_for(request.actor, May.COPY_EDIT), body.organisation_id)
    sections = GenreSection.objects.filter(organisation=school)
    section = found(sections, body.section_id) if body.section_id is not None else None
    set_title_genre(title, school, section=section, by=request.actor)
    choice = choices_of([(school.pk, title.pk)])[school.pk, title.pk]
    section_id = choice.section.pk if choice.section is not None else None
    return {"organisation_id": school.pk, "section_id": section_id, "is_said": choice.is_said}


def _section(request: ApiRequest, pk: int) -> GenreSection:
    request.actor.require(May.RULE_EDIT)
    rows = GenreSection.objects.filter(request.actor.scope(May.RULE_EDIT).q("organisation__path"))
    kept: GenreSection = found(rows.select_related("organisation"), pk)
    return kept
