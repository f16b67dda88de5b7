"""Notices on paper: who would be told, and the texts to print."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.circulation.actions import print_notices
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.paper_notices import KINDS, readers_to_tell
from firstbell.circulation.schemas.library import PaperNoticeIn, PaperNoticeOut, PaperReaderOut
from firstbell.core.api import ApiRequest, Router, found
from firstbell.core.errors import Invalid
from firstbell.people.models import Organisation, Section

router = Router()


def _school(request: ApiRequest, pk: int) -> Organisation:
    request.actor.require(CirculationPermission.LIBRARY_LOAN_VIEW)
    return found(Organisation.objects.filter(library_scope(request.actor).q("path"), closed_at=None), pk)


@router.get("/paper-notices", response=list[PaperReaderOut])
def list_paper_notices(request: ApiRequest, organisation_id: int, kind: str = "overdue") -> Any:
    """Who would be told there, and of how many things (``overdue``, ``hold_ready``, ``lost``, ``out``); no titles."""
    school = _school(request, organisation_id)
    if kind not in KINDS:
        raise Invalid(f"“{kind}” is no kind of notice.", remedy=f"Use one of: {', '.join(KINDS)}.", field="kind")
    return [
        {
            "person_id": one.person.pk,
            "homeroom_id": one.person.homeroom_id,
            "count": len(one.things),
            "cents": one.cents,
            "languages": list(one.languages),
        }
        for one in readers_to_tell(school, kind, now=timezone.now())
    ]


@router.post("/paper-notices", response=list[PaperNoticeOut])
def create_paper_notices(request: ApiRequest, body: PaperNoticeIn) -> Any:
    """The texts to print; that they were asked for is written down. 409 when there is nobody to tell."""
    school = _school(request, body.organisation_id)
    rooms = Section.objects.filter(organisation=school, kind=Section.Kind.HOMEROOM)
    printed = print_notices(
        school,
        kind=body.kind,
        layout=body.layout,
        homerooms=[found(rooms, pk) for pk in body.homeroom_ids],
        grades=body.grades,
        by=request.actor,
    )
    return [
        {
            "person_id": one.reader.person.pk,
            "language": one.code,
            "title": one.strip if body.layout == "homeroom" else one.title,
            "body": "\n".join(one.inside) if body.layout == "homeroom" else one.body,
            # By these numbers a kept reply is found and forgotten as soon as one of the things is back.
            "things": [{"loan_id": thing.loan_id, "hold_id": thing.hold_id} for thing in one.reader.things],
        }
        for one in printed
    ]
