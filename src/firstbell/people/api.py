"""People, organisations and classes over REST."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.people.actions.persons import add_provisional_person, edit_person, readmit_person, withdraw_person
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import members_of
from firstbell.people.schemas import (
    MemberOut,
    OrganisationOut,
    PersonDetailOut,
    PersonIn,
    PersonOut,
    ProvisionalIn,
    SectionOut,
    WithdrawIn,
)

router = Router(tags=["People"])


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


@router.get("/people", response=Page[PersonOut])
def list_people(
    request: ApiRequest,
    paging: Query[Paging],
    organisation_id: int | None = None,
    kind: str = "",
    grade: str = "",
    identifier: str = "",
    withdrawn: bool = False,
) -> Any:
    """The people you may see, by last and first name; withdrawn ones only when asked for."""
    people = Person.objects.visible_to(request.actor)
    wanted = {"organisation_id": organisation_id, "kind": kind, "grade": grade, "identifier": identifier}
    people = people.filter(**{name: value for name, value in wanted.items() if value})
    people = people.filter(withdrawn_on__isnull=False) if withdrawn else people.current()
    return paginate(people, paging, order=("sort_name", "pk"))


@router.post("/people", response={201: PersonDetailOut})
def add_person(request: ApiRequest, body: ProvisionalIn) -> Any:
    """Enter somebody who is here and not in the roster yet; the roster takes over when it brings them."""
    values = body.dict()
    organisation = found(Organisation.objects.visible_to(request.actor), values.pop("organisation_id"))
    homeroom_id = values.pop("homeroom_id")
    homeroom = found(Section.objects.visible_to(request.actor), homeroom_id) if homeroom_id is not None else None
    return created(add_provisional_person(**values, organisation=organisation, homeroom=homeroom, by=request.actor))


@router.get("/people/{pk}", response=PersonDetailOut)
def read_person(request: ApiRequest, pk: int) -> Any:
    """One person with roles and codes."""
    people = Person.objects.visible_to(request.actor).prefetch_related("memberships", "identifiers")
    return found(people, pk)


@router.patch("/people/{pk}", response=PersonDetailOut)
def change_person(request: ApiRequest, pk: int, body: PersonIn) -> Any:
    """Change what may be changed by hand."""
    values = {name: value for name, value in body.dict(exclude_unset=True).items() if value is not None}
    return edit_person(_person(request, pk), values=values, by=request.actor)


@router.post("/people/{pk}/withdraw", response=PersonDetailOut)
def record_withdrawal(request: ApiRequest, pk: int, body: WithdrawIn) -> Any:
    """The person left; nothing is deleted."""
    return withdraw_person(_person(request, pk), reason=body.reason, on=body.on, by=request.actor).person


@router.post("/people/{pk}/readmit", response=PersonDetailOut)
def record_readmission(request: ApiRequest, pk: int) -> Any:
    """The person is back."""
    return readmit_person(_person(request, pk), by=request.actor)


@router.get("/sections", response=Page[SectionOut])
def list_sections(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """The standing classes you may see, by title."""
    sections = Section.objects.visible_to(request.actor).filter(closed_at=None)
    if organisation_id is not None:
        sections = sections.filter(organisation_id=organisation_id)
    return paginate(sections, paging, order=("title", "pk"))


@router.get("/sections/{pk}/members", response=list[MemberOut])
def list_section_members(request: ApiRequest, pk: int) -> Any:
    """Who teaches and who sits in a class, where you may see classes."""
    section = found(Section.objects.visible_to(request.actor).select_related("organisation"), pk)
    request.actor.require(PeoplePermission.SECTION_VIEW, at=section.organisation.scope_path)
    return members_of(section)


def _person(request: ApiRequest, pk: int) -> Person:
    return found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
