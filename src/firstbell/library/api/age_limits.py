"""REST for age limits and for exceptions from them. What a family asks has none, on purpose."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.inventory.models import ItemType
from firstbell.library.actions.age_limits import end_age_exception, give_age_exception, remove_age_limit, save_age_limit
from firstbell.library.models import AgeLimit, ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.age_limits import exceptions_to_show, keeps_rules, students_of
from firstbell.library.schemas.age_limits import AgeExceptionIn, AgeExceptionOut, AgeLimitIn, AgeLimitOut
from firstbell.people.models import Person
from firstbell.people.queries import schools_for

router = Router(tags=["Age limits"])


@router.get("/library/age-limits", response=Page[AgeLimitOut])
def list_age_limits(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Those of the schools whose rules you keep, and the district's own, by id."""
    limits = _limits(request)
    return paginate(limits.filter(organisation_id=organisation_id) if organisation_id is not None else limits, paging)


@router.post("/library/age-limits", response={201: AgeLimitOut})
def create_age_limit(request: ApiRequest, body: AgeLimitIn) -> Any:
    """Add a limit; it is off unless ``is_on`` says otherwise."""
    return created(save_age_limit(None, values=_values(request, body), by=request.actor))


@router.put("/library/age-limits/{pk}", response=AgeLimitOut)
def put_age_limit(request: ApiRequest, pk: int, body: AgeLimitIn) -> Any:
    """Change one, in all that it says."""
    return save_age_limit(found(_limits(request), pk), values=_values(request, body), by=request.actor)


@router.delete("/library/age-limits/{pk}", response={204: None})
def delete_age_limit(request: ApiRequest, pk: int) -> Any:
    """It counts no more."""
    remove_age_limit(found(_limits(request), pk), by=request.actor)
    return Status(204, None)


@router.get("/library/age-exceptions", response=Page[AgeExceptionOut])
def list_age_exceptions(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Standing and coming ones that you gave, or whose rules you keep."""
    request.actor.require(May.AGE_EXCEPTION_GIVE)
    return paginate(exceptions_to_show(request.actor), paging, order=("pk",))


@router.post("/library/age-exceptions", response={201: AgeExceptionOut})
def create_age_exception(request: ApiRequest, body: AgeExceptionIn) -> Any:
    """A student of yours, or of the schools whose rules you keep, may have what age limits keep back, for a while."""
    actor = request.actor
    actor.require(May.AGE_EXCEPTION_GIVE)
    people = (
        Person.objects.visible_to(actor).select_related("organisation") if keeps_rules(actor) else students_of(actor)
    )
    person = found(people, body.person_id)
    return created(give_age_exception(person, **body.dict(exclude={"person_id"}), by=actor))


@router.delete("/library/age-exceptions/{pk}", response={204: None})
def delete_age_exception(request: ApiRequest, pk: int) -> Any:
    """It ends now."""
    request.actor.require(May.AGE_EXCEPTION_GIVE)
    end_age_exception(found(exceptions_to_show(request.actor), pk), by=request.actor)
    return Status(204, None)


def _limits(request: ApiRequest) -> Any:
    request.actor.require(May.RULE_EDIT)
    return AgeLimit.objects.visible_to(request.actor).select_related("organisation")


def _values(request: ApiRequest, body: AgeLimitIn) -> dict[str, Any]:
    actor = request.actor
    actor.require(May.RULE_EDIT)
    shelves = ShelvingPlace.objects.filter(actor.scope(May.RULE_EDIT).q("organisation__path"))
    types = ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY)
    wanted = {
        "organisation": (schools_for(actor, May.RULE_EDIT), body.organisation_id),
        "shelving_place": (shelves, body.shelving_place_id),
        "item_type": (types, body.item_type_id),
    }
    things = {name: found(rows, pk) if pk is not None else None for name, (rows, pk) in wanted.items()}
    return body.dict(exclude={f"{name}_id" for name in wanted}) | things
