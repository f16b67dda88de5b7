"""Photos of people: one person's, that none is wanted, and where they are kept."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ninja import Status

from firstbell.core.api import ApiRequest, Router, created, found
from firstbell.core.errors import Invalid
from firstbell.people.actions.photos import allow_photo, refuse_photo, remove_photo, set_photo, set_photo_rule
from firstbell.people.models import Organisation, Person, PersonPhoto
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.photos import photo_rule_for
from firstbell.people.schemas import (
    PersonPhotoIn,
    PersonPhotoKeptOut,
    PersonPhotoOut,
    PhotoAllowIn,
    PhotoRefusalIn,
    PhotoRefusalOut,
    PhotoRuleIn,
    PhotoRuleOut,
)

router = Router()


@router.get("/people/{pk}/photo", response=PersonPhotoOut)
def read_person_photo(request: ApiRequest, pk: int) -> Any:
    """The photo, for those who may see it; 404 for everybody else and where there is none."""
    photo = PersonPhoto.objects.visible_to(request.actor).filter(person_id=pk).first()
    return photo if photo is not None else found(PersonPhoto.objects.none(), pk)


@router.post("/people/{pk}/photo", response={201: PersonPhotoKeptOut})
def keep_person_photo(request: ApiRequest, pk: int, body: PersonPhotoIn) -> Any:
    """Keep this picture, instead of a former one; 409 where none may be kept."""
    person = _person(request, pk)
    request.actor.require(PeoplePermission.PHOTO_EDIT, at=person.organisation.scope_path)
    try:
        data = base64.b64decode(body.image, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("“image” is not base64.", remedy="Send the file's bytes in base64.", field="image") from None
    return created(set_photo(person, data, source="REST", by=request.actor))


@router.delete("/people/{pk}/photo", response={204: None})
def delete_person_photo(request: ApiRequest, pk: int) -> Any:
    """The picture is deleted."""
    remove_photo(_person(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/people/{pk}/photo-refusal", response={201: PhotoRefusalOut})
def record_photo_refusal(request: ApiRequest, pk: int, body: PhotoRefusalIn) -> Any:
    """No photo of the person is wanted; one that is kept is deleted."""
    return created(refuse_photo(_person(request, pk), **body.dict(), by=request.actor))


@router.post("/people/{pk}/photo-refusal/take-back", response={204: None})
def take_photo_refusal_back(request: ApiRequest, pk: int, body: PhotoAllowIn) -> Any:
    """A photo may be kept again."""
    allow_photo(_person(request, pk), note=body.note, by=request.actor)
    return Status(204, None)


@router.get("/organisations/{pk}/photo-rule", response=PhotoRuleOut)
def read_photo_rule(request: ApiRequest, pk: int) -> Any:
    """Whether photos of people are kept at an organisation, and who decided it."""
    return _told(found(Organisation.objects.visible_to(request.actor), pk))


@router.put("/organisations/{pk}/photo-rule", response=PhotoRuleOut)
def put_photo_rule(request: ApiRequest, pk: int, body: PhotoRuleIn) -> Any:
    """Decide it there and for everything below. Photos that may no longer be kept are deleted."""
    organisation = found(Organisation.objects.visible_to(request.actor), pk)
    set_photo_rule(organisation, **body.dict(), by=request.actor)
    return _told(organisation)


def _told(organisation: Organisation) -> dict[str, Any]:
    rule = photo_rule_for(organisation)
    return {
        "organisation_id": organisation.pk,
        "is_on": rule is not None and rule.is_on,
        "decided_at_id": rule.organisation_id if rule is not None else None,
        "source": rule.source if rule is not None else "",
        "last_checked": rule.last_checked if rule is not None else None,
    }


def _person(request: ApiRequest, pk: int) -> Person:
    return found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
