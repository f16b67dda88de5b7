"""People: find, enter, change, withdraw, readmit; their codes and guardians."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import (
    ApiRequest,
    Entries,
    Outcomes,
    Page,
    Paging,
    Router,
    by_entry,
    created,
    each,
    found,
    paginate,
)
from firstbell.people.actions.badges import add_badge, retire_badge
from firstbell.people.actions.guardians import link_guardian, unlink_guardian
from firstbell.people.actions.holds import lift_hold, set_hold
from firstbell.people.actions.persons import (
    add_provisional_person,
    edit_person,
    readmit_person,
    withdraw_people,
    withdraw_person,
)
from firstbell.people.models import (
    Guardianship,
    Organisation,
    Person,
    PersonIdentifier,
    Section,
)
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import missing_people, proposed_withdrawals
from firstbell.people.schemas import (
    BadgeIn,
    GoneIn,
    GoneOut,
    GuardianIn,
    GuardianOut,
    HoldIn,
    IdentifierOut,
    PersonDetailOut,
    PersonFilter,
    PersonIn,
    PersonOut,
    ProvisionalIn,
    WithdrawIn,
    WithdrawOneIn,
)

router = Router()


@router.get("/people", response=Page[PersonOut])
def list_people(
    request: ApiRequest,
    paging: Query[Paging],
    asked: Query[PersonFilter],
) -> Any:
    """The people you may see, by last and first name; withdrawn ones only when asked for."""
    people = Person.objects.visible_to(request.actor)
    people = people.filter(
        **asked.equals("organisation_id", "kind", "grade", "identifier", "homeroom_id", "username", "email")
    )
    if asked.is_provisional is not None:
        people = people.filter(is_provisional=asked.is_provisional)
    people = people.filter(withdrawn_on__isnull=False) if asked.withdrawn else people.current()
    return paginate(people, paging, order=("sort_name", "pk"))


@router.post("/people", response={201: PersonDetailOut})
def add_person(request: ApiRequest, body: ProvisionalIn) -> Any:
    """Enter somebody who is here and not in the roster yet; the roster takes over when it brings them."""
    return created(_entered(request, body))


@router.post("/people/bulk", response=Outcomes[PersonDetailOut])
@by_entry
def add_people_in_bulk(request: ApiRequest, body: Entries[ProvisionalIn]) -> Any:
    """Enter up to 500 people who are here and not in the roster yet, each for itself."""
    request.actor.require(PeoplePermission.PERSON_ADD_PROVISIONAL)
    return each(request, body.entries, lambda one: _entered(request, one), shape=PersonDetailOut, status=201)


def _entered(request: ApiRequest, body: ProvisionalIn) -> Person:
    values = body.dict()
    organisation = found(Organisation.objects.visible_to(request.actor), values.pop("organisation_id"))
    homeroom_id = values.pop("homeroom_id")
    homeroom = found(Section.objects.visible_to(request.actor), homeroom_id) if homeroom_id is not None else None
    return add_provisional_person(**values, organisation=organisation, homeroom=homeroom, by=request.actor)


@router.get("/people/gone", response=Page[PersonOut])
def list_people_gone(request: ApiRequest, paging: Query[Paging], proposed: bool = True) -> Any:
    """Whom the last complete imports no longer named, where you may withdraw; ``proposed``: whose grace is over."""
    request.actor.require(PeoplePermission.PERSON_WITHDRAW)
    gone = proposed_withdrawals(request.actor) if proposed else missing_people(request.actor)
    return paginate(gone, paging, order=("sort_name", "pk"))


@router.post("/people/gone/withdraw", response=GoneOut)
def withdraw_people_gone(request: ApiRequest, body: GoneIn) -> Any:
    """Withdraw several whose withdrawal is proposed, all or none; 404 when one of them is not."""
    request.actor.require(PeoplePermission.PERSON_WITHDRAW)
    gone = proposed_withdrawals(request.actor).select_related("organisation", "account")
    chosen = gone.filter(pk__in=body.person_ids).in_bulk()
    people = [chosen.get(pk) or found(gone, pk) for pk in dict.fromkeys(body.person_ids)]
    return {"withdrawn": withdraw_people(people, reason=body.reason, by=request.actor)}


@router.post("/people/bulk/withdraw", response=Outcomes[PersonDetailOut])
@by_entry
def withdraw_people_in_bulk(request: ApiRequest, body: Entries[WithdrawOneIn]) -> Any:
    """Up to 500 people left, each for itself; nothing is deleted."""
    request.actor.require(PeoplePermission.PERSON_WITHDRAW)

    def withdraw(one: WithdrawOneIn) -> Person:
        return withdraw_person(_person(request, one.person_id), reason=one.reason, on=one.on, by=request.actor).person

    return each(request, body.entries, withdraw, shape=PersonDetailOut)


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


@router.post("/people/{pk}/badges", response={201: IdentifierOut})
def create_badge(request: ApiRequest, pk: int, body: BadgeIn) -> Any:
    """A code that from now on names this person."""
    return created(add_badge(_person(request, pk), **body.dict(), by=request.actor))


@router.post("/people/{pk}/badges/{badge_pk}/retire", response=IdentifierOut)
def retire_one_badge(request: ApiRequest, pk: int, badge_pk: int) -> Any:
    """The code is no longer good; scanned, it still says whose it was."""
    badges = PersonIdentifier.objects.filter(person=_person(request, pk)).select_related("person__organisation")
    return retire_badge(found(badges, badge_pk), by=request.actor)


def _links(request: ApiRequest, pk: int) -> Any:
    visible = Person.objects.visible_to(request.actor)
    links = Guardianship.objects.filter(student=_person(request, pk), guardian__in=visible)
    return links.select_related("guardian__organisation", "student__organisation")


@router.get("/people/{pk}/guardians", response=list[GuardianOut])
def list_guardians(request: ApiRequest, pk: int) -> Any:
    """Who cares for a student, as far as you may see them."""
    return list(_links(request, pk))


@router.post("/people/{pk}/guardians", response={201: GuardianOut})
def create_guardian(request: ApiRequest, pk: int, body: GuardianIn) -> Any:
    """Somebody cares for a student."""
    student, guardian = _person(request, pk), _person(request, body.guardian_id)
    return created(link_guardian(guardian, student, relationship=body.relationship, by=request.actor))


@router.delete("/people/{pk}/guardians/{link_pk}", response={204: None})
def remove_guardian(request: ApiRequest, pk: int, link_pk: int) -> Any:
    """The two no longer belong together."""
    unlink_guardian(found(_links(request, pk), link_pk), by=request.actor)
    return Status(204, None)


@router.post("/people/{pk}/hold", response=PersonDetailOut)
def hold_record(request: ApiRequest, pk: int, body: HoldIn) -> Any:
    """Nothing about this person is let go of while the hold stands."""
    person = _person(request, pk)
    set_hold(person, reason=body.reason, by=request.actor)
    return person


@router.delete("/people/{pk}/hold", response={204: None})
def release_record(request: ApiRequest, pk: int) -> Any:
    """The hold is lifted."""
    lift_hold(_person(request, pk), by=request.actor)
    return Status(204, None)


def _person(request: ApiRequest, pk: int) -> Person:
    return found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
