"""Organisations, classes, school years, and how long the roster may miss somebody."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    given,
    paginate,
)
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE
from firstbell.people.actions.grace import edit_grace_period
from firstbell.people.actions.organisations import (
    add_organisation,
    close_organisation,
    edit_organisation,
    move_organisation,
)
from firstbell.people.models import (
    AcademicSession,
    Organisation,
    Section,
)
from firstbell.people.models.grace import grace_period
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import members_of
from firstbell.people.schemas import (
    GraceIn,
    GraceOut,
    MemberOut,
    OrganisationIn,
    OrganisationMoveIn,
    OrganisationOut,
    OrganisationPatch,
    SectionOut,
    SessionOut,
)

router = Router()


@router.get("/organisations", response=Page[OrganisationOut])
def list_organisations(request: ApiRequest, paging: Query[Paging], kind: str = "") -> Any:
    """The organisations you may see, by name."""
    organisations = Organisation.objects.visible_to(request.actor)
    if kind:
        organisations = organisations.filter(kind=kind)
    return paginate(organisations, paging, order=("name", "pk"))


@router.get("/organisations/{pk}", response=OrganisationOut)
def read_organisation(request: ApiRequest, pk: int) -> Any:
    """One organisation."""
    return found(Organisation.objects.visible_to(request.actor), pk)


@router.post("/organisations", response={201: OrganisationOut})
def create_organisation(request: ApiRequest, body: OrganisationIn) -> Any:
    """A new organisation below another one; without a parent it is a root."""
    parent = _organisation(request, body.parent_id) if body.parent_id is not None else None
    return created(add_organisation(**body.dict(exclude={"parent_id"}), parent=parent, by=request.actor))


@router.patch("/organisations/{pk}", response=OrganisationOut)
def change_organisation(request: ApiRequest, pk: int, body: OrganisationPatch) -> Any:
    """Change name, code, official number or time zone; what is left out stays."""
    values = {name: value for name, value in given(body).items() if value is not None}
    return edit_organisation(_organisation(request, pk), values=values, by=request.actor)


@router.post("/organisations/{pk}/move", response=OrganisationOut)
def move_one_organisation(request: ApiRequest, pk: int, body: OrganisationMoveIn) -> Any:
    """Hang it, with everything below it, under another one."""
    to = _organisation(request, body.parent_id) if body.parent_id is not None else None
    return move_organisation(_organisation(request, pk), to=to, by=request.actor)


@router.post("/organisations/{pk}/close", response=OrganisationOut)
def close_one_organisation(request: ApiRequest, pk: int) -> Any:
    """The school or office is no more; what it had stays readable."""
    return close_organisation(_organisation(request, pk), by=request.actor)


def _organisation(request: ApiRequest, pk: int) -> Organisation:
    organisation: Organisation = found(Organisation.objects.visible_to(request.actor), pk)
    return organisation


@router.get("/sections", response=Page[SectionOut])
def list_sections(
    request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None, kind: str = ""
) -> Any:
    """The standing classes you may see, by title."""
    sections = Section.objects.visible_to(request.actor).filter(closed_at=None)
    if kind:
        sections = sections.filter(kind=kind)
    if organisation_id is not None:
        sections = sections.filter(organisation_id=organisation_id)
    return paginate(sections, paging, order=("title", "pk"))


@router.get("/sections/{pk}/members", response=list[MemberOut])
def list_section_members(request: ApiRequest, pk: int) -> Any:
    """Who teaches and who sits in a class, where you may see classes."""
    section = found(Section.objects.visible_to(request.actor).select_related("organisation"), pk)
    request.actor.require(PeoplePermission.SECTION_VIEW, at=section.organisation.scope_path)
    return members_of(section)


@router.get("/academic-sessions", response=Page[SessionOut])
def list_academic_sessions(request: ApiRequest, paging: Query[Paging], kind: str = "") -> Any:
    """School years, semesters, terms and grading periods, by their first day."""
    request.actor.require(PeoplePermission.SECTION_VIEW)
    sessions = AcademicSession.objects.filter(closed_at=None)
    return paginate(sessions.filter(kind=kind) if kind else sessions, paging, order=("start_date", "pk"))


@router.get("/grace-period", response=GraceOut)
def read_grace_period(request: ApiRequest) -> Any:
    """How long somebody must be missing from the roster before they count as gone."""
    request.actor.require(CorePermission.SETTINGS_EDIT, at=EVERYWHERE)
    return grace_period()


@router.put("/grace-period", response=GraceOut)
def put_grace_period(request: ApiRequest, body: GraceIn) -> Any:
    """Change it, for the whole installation."""
    return edit_grace_period(runs=body.runs, hours=body.hours, source=body.source, by=request.actor)
