"""REST for pathfinders: those one may read, and for their makers all that the pages do."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.actor import Actor
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import NotFound
from firstbell.library.actions.pathfinder_parts import (
    add_pathfinder_part,
    edit_pathfinder_part,
    move_pathfinder_part,
    remove_pathfinder_part,
)
from firstbell.library.actions.pathfinders import (
    add_pathfinder,
    change_pathfinder_state,
    confirm_pathfinder,
    edit_pathfinder,
    remove_pathfinder,
)
from firstbell.library.models import Pathfinder, PathfinderPart, ResearchDatabase, Title
from firstbell.library.queries.pathfinders import content_for, matching_pathfinders, version_for
from firstbell.library.schemas.research import (
    EditPathfinderIn,
    EditPathfinderPartIn,
    MovePathfinderPartIn,
    PathfinderDetailOut,
    PathfinderFilter,
    PathfinderIn,
    PathfinderOut,
    PathfinderPartIn,
    PathfinderPartOut,
    PathfinderReviewIn,
    PathfinderStateIn,
)
from firstbell.people.models import Organisation, Section

router = Router(tags=["Pathfinders"])
MOST_FOUND = 50


@router.get("/pathfinders", response=Page[PathfinderOut])
def list_pathfinders(request: ApiRequest, paging: Query[Paging], asked: Query[PathfinderFilter]) -> Any:
    """Pathfinders you may read, by title; drafts where you may edit them."""
    rows = Pathfinder.objects.visible_to(request.actor).filter(**asked.equals("state"))
    if asked.q:
        fits = matching_pathfinders(asked.q, request.actor, most=MOST_FOUND)
        rows = rows.filter(pk__in=[one.pk for one in fits])
    return paginate(rows, paging, order=("title", "pk"))


@router.get("/pathfinders/{pk}", response=PathfinderDetailOut)
def read_pathfinder(request: ApiRequest, pk: int) -> Any:
    """One pathfinder with what readers get."""
    return _detail(_visible(request, pk), request.actor)


@router.post("/pathfinders", response={201: PathfinderOut})
def create_pathfinder(request: ApiRequest, body: PathfinderIn) -> Any:
    """A draft of your own; add parts, then publish it."""
    organisation = found(Organisation.objects.visible_to(request.actor), body.organisation_id)
    values = body.dict(exclude={"organisation_id", "section_ids"})
    sections = _sections(request, body.section_ids)
    return created(add_pathfinder(organisation=organisation, values=values, sections=sections, by=request.actor))


@router.patch("/pathfinders/{pk}", response=PathfinderOut)
def change_pathfinder(request: ApiRequest, pk: int, body: EditPathfinderIn) -> Any:
    """Change what is named."""
    values = given(body)
    ids = values.pop("section_ids", None)
    sections = None if ids is None else _sections(request, ids)
    return edit_pathfinder(_visible(request, pk), values=values, sections=sections, by=request.actor)


@router.delete("/pathfinders/{pk}", response={204: None})
def delete_pathfinder(request: ApiRequest, pk: int) -> Any:
    """Delete what was never published; what people have read is retired instead."""
    remove_pathfinder(_visible(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/pathfinders/{pk}/state", response=PathfinderOut)
def publish_pathfinder(request: ApiRequest, pk: int, body: PathfinderStateIn) -> Any:
    """Publish it (again: the next version), or retire it."""
    return change_pathfinder_state(_visible(request, pk), to=body.to, note=body.note, by=request.actor)


@router.post("/pathfinders/{pk}/review", response=PathfinderOut)
def confirm_one_pathfinder(request: ApiRequest, pk: int, body: PathfinderReviewIn) -> Any:
    """Still right; its owner is asked again on ``review_on``."""
    return confirm_pathfinder(_visible(request, pk), review_on=body.review_on, by=request.actor)


@router.get("/pathfinders/{pk}/parts", response=list[PathfinderPartOut])
def list_pathfinder_parts(request: ApiRequest, pk: int) -> Any:
    """The parts as they are being edited, in order; for those who may edit them."""
    pathfinder = found(Pathfinder.objects.all().editable_by(request.actor), pk)
    return list(pathfinder.parts.order_by("position", "pk"))


@router.post("/pathfinders/{pk}/parts", response={201: PathfinderPartOut})
def create_pathfinder_part(request: ApiRequest, pk: int, body: PathfinderPartIn) -> Any:
    """A part at the end."""
    pathfinder, values = _visible(request, pk), body.dict(exclude={"kind", "title_id", "database_id"})
    if body.title_id is not None:
        values["title"] = found(Title.objects.visible_to(request.actor), body.title_id)
    if body.database_id is not None:
        values["database"] = found(ResearchDatabase.objects.visible_to(request.actor), body.database_id)
    return created(add_pathfinder_part(pathfinder, kind=body.kind, values=values, by=request.actor))


@router.patch("/pathfinder-parts/{pk}", response=PathfinderPartOut)
def change_pathfinder_part(request: ApiRequest, pk: int, body: EditPathfinderPartIn) -> Any:
    """Another heading, note, address or search; what is left out stays."""
    part = _part(request, pk)
    now = {name: getattr(part, name) for name in ("heading", "note", "url", "query")}
    return edit_pathfinder_part(part, values=now | given(body), by=request.actor)


@router.post("/pathfinder-parts/{pk}/move", response=PathfinderPartOut)
def move_one_pathfinder_part(request: ApiRequest, pk: int, body: MovePathfinderPartIn) -> Any:
    """One place up or down."""
    return move_pathfinder_part(_part(request, pk), up=body.way == "up", by=request.actor)


@router.delete("/pathfinder-parts/{pk}", response={204: None})
def delete_pathfinder_part(request: ApiRequest, pk: int) -> Any:
    """Take a part out; versions that were published keep it."""
    remove_pathfinder_part(_part(request, pk), by=request.actor)
    return Status(204, None)


def _visible(request: ApiRequest, pk: int) -> Pathfinder:
    """One that may be read; who may not edit it gets 403 from the action."""
    one: Pathfinder = found(Pathfinder.objects.visible_to(request.actor).select_related("organisation"), pk)
    return one


def _part(request: ApiRequest, pk: int) -> PathfinderPart:
    rows = PathfinderPart.objects.all().visible_to(request.actor)
    part: PathfinderPart = found(rows.select_related("pathfinder__organisation", "title", "database"), pk)
    return part


def _sections(request: ApiRequest, ids: list[int]) -> list[Section]:
    rows = list(Section.objects.visible_to(request.actor).filter(pk__in=[one for one in ids if abs(one) < 2**63]))
    if len(rows) < len(set(ids)):
        raise NotFound("One of the classes is not there for you.", remedy="List the classes you see.")
    return rows


def _detail(pathfinder: Pathfinder, actor: Actor) -> dict[str, Any]:
    version = version_for(pathfinder) if pathfinder.is_published else None
    same = {name: getattr(pathfinder, name) for name in PathfinderOut.model_fields if name != "id"}
    return same | {"id": pathfinder.pk, "content": content_for(version.content, actor) if version is not None else {}}
