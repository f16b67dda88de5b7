"""Two entries that are one person."""

from __future__ import annotations

from typing import Any

from firstbell.core import merging
from firstbell.core.api import (
    ApiRequest,
    Router,
    created,
    found,
)
from firstbell.core.api.merges import MergeOut, MergePreviewOut, SplitOut
from firstbell.core.errors import Invalid
from firstbell.core.models import Merge
from firstbell.people.actions.merges import merge_persons, split_persons
from firstbell.people.models import (
    Person,
)
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.merges import CHOOSABLE, likely_duplicates, mergeable
from firstbell.people.schemas import (
    DuplicatesOut,
    PersonMergeIn,
)

router = Router()


def _mergeable(request: ApiRequest, pk: int) -> Person:
    return found(mergeable(request.actor).select_related("organisation", "homeroom"), pk)


@router.get("/people-duplicates", response=list[DuplicatesOut])
def list_likely_duplicates(request: ApiRequest) -> Any:
    """Groups of current people of one kind, name and school."""
    request.actor.require(PeoplePermission.PERSON_MERGE)
    return [{"people": group} for group in likely_duplicates(request.actor)]


@router.get("/people/{pk}/merge-preview", response=MergePreviewOut)
def preview_person_merge(request: ApiRequest, pk: int, other_id: int) -> Any:
    """What speaks against making the other one the same person as this, and what would move."""
    request.actor.require(PeoplePermission.PERSON_MERGE)
    keeper, other = _mergeable(request, pk), _mergeable(request, other_id)
    against = merging.obstacles(Person.KIND_REF, keeper, other)
    final = any(one.is_final for one in against)
    moving = [] if final else merging.rehearse(Person.KIND_REF, keeper, other, by=request.actor)
    return {"obstacles": against, "moving": moving}


@router.post("/people/{pk}/merge", response={201: MergeOut})
def merge_two_people(request: ApiRequest, pk: int, body: PersonMergeIn) -> Any:
    """The other entry is the same person; all that is kept about them comes here."""
    request.actor.require(PeoplePermission.PERSON_MERGE)
    keeper, other = _mergeable(request, pk), _mergeable(request, body.other_id)
    unknown = set(body.take) - set(CHOOSABLE)
    if unknown:
        raise Invalid(f"There is no “{min(unknown)}” to take.", remedy=f"Of: {', '.join(CHOOSABLE)}.", field="take")
    return created(merge_persons(keeper, other, take=body.take, reason=body.reason, by=request.actor))


@router.post("/people-merges/{pk}/split", response=SplitOut)
def split_merged_people(request: ApiRequest, pk: int) -> Any:
    """Take a merge back; ``left`` says in words what could not go back."""
    request.actor.require(PeoplePermission.PERSON_MERGE)
    merge = found(Merge.objects.filter(kind=Person.KIND_REF), pk)
    _mergeable(request, merge.keeper_id)
    return {"left": split_persons(merge, by=request.actor)}
