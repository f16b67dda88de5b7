"""REST for class sets: asked for by teachers, set aside and handed out by the library."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.library.actions.class_sets import (
    ask_class_set,
    cancel_class_set,
    decline_class_set,
    fill_class_set,
    hand_out_class_set,
)
from firstbell.library.models import ClassSet, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.readers import (
    ClassSetAnswerIn,
    ClassSetFilter,
    ClassSetHandedOut,
    ClassSetIn,
    ClassSetOut,
)
from firstbell.people.models import Section

router = Router(tags=["Class sets"])


@router.get("/class-sets", response=Page[ClassSetOut])
def list_class_sets(request: ApiRequest, paging: Query[Paging], asked: Query[ClassSetFilter]) -> Any:
    """Your own, and those of the schools whose class sets you fill."""
    rows = ClassSet.objects.all().visible_to(request.actor).filter(**asked.equals("state"))
    return paginate(rows, paging, order=("pk",))


@router.post("/class-sets", response={201: ClassSetOut})
def create_class_set(request: ApiRequest, body: ClassSetIn) -> Any:
    """Ask for copies of a title for a class of yours."""
    request.actor.require(May.CLASS_SET_ASK)
    title = found(Title.objects.visible_to(request.actor), body.title_id)
    section = found(Section.objects.visible_to(request.actor).select_related("organisation"), body.section_id)
    wish = body.dict(exclude={"title_id", "section_id"})
    return created(ask_class_set(title, section=section, **wish, by=request.actor))


@router.post("/class-sets/{pk}/fill", response=ClassSetOut)
def fill_one_class_set(request: ApiRequest, pk: int, body: ClassSetAnswerIn) -> Any:
    """Set copies aside, as many as are still wanted and free."""
    return fill_class_set(_set(request, pk), answer=body.answer, by=request.actor)


@router.post("/class-sets/{pk}/decline", response=ClassSetOut)
def decline_one_class_set(request: ApiRequest, pk: int, body: ClassSetAnswerIn) -> Any:
    """It is not possible; say why."""
    return decline_class_set(_set(request, pk), answer=body.answer, by=request.actor)


@router.post("/class-sets/{pk}/cancel", response=ClassSetOut)
def cancel_one_class_set(request: ApiRequest, pk: int) -> Any:
    """It is not wanted any more."""
    return cancel_class_set(_set(request, pk), by=request.actor)


@router.post("/class-sets/{pk}/hand-out", response=ClassSetHandedOut)
def hand_out_one_class_set(request: ApiRequest, pk: int) -> Any:
    """Lend all that is set aside to the teacher; what could not go is named."""
    lent, problems = hand_out_class_set(_set(request, pk), by=request.actor)
    return {"lent": lent, "problems": problems}


def _set(request: ApiRequest, pk: int) -> ClassSet:
    rows = ClassSet.objects.all().visible_to(request.actor).select_related("organisation", "person", "section", "title")
    kept: ClassSet = found(rows, pk)
    return kept
