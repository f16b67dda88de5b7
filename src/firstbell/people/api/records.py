"""A person's record in one file, and who may take one alone."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse

from firstbell.core.api import ApiRequest, Router, found, given
from firstbell.core.models import DisclosureGround
from firstbell.core.permissions import CorePermission
from firstbell.core.record import gather
from firstbell.core.scope import EVERYWHERE
from firstbell.people.actions.records import edit_record_access, hand_out_record
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.records import record_access, record_filename
from firstbell.people.schemas.records import RecordAccessOut, RecordAccessPatch, RecordHandOutIn, RecordPartsOut

router = Router()


def _person(request: ApiRequest, pk: int) -> Person:
    request.actor.require(PeoplePermission.RECORD_HAND_OUT)
    person = found(Person.objects.visible_to(request.actor).select_related("organisation"), pk)
    request.actor.require(PeoplePermission.RECORD_HAND_OUT, at=person.organisation.scope_path)
    return person


@router.get("/people/{pk}/record", response=RecordPartsOut)
def read_record_parts(request: ApiRequest, pk: int) -> Any:
    """What the record would hold, in numbers; nothing is handed out."""
    parts = gather(_person(request, pk), internal=True).parts
    return {
        "parts": [{"title": section.title, "rows": len(part.rows)} for section, part in parts],
        "grounds": DisclosureGround.objects.filter(is_offered=True),
    }


@router.post("/people/{pk}/record")
def hand_out_one_record(request: ApiRequest, pk: int, body: RecordHandOutIn) -> Any:
    """The whole record as a zip file, notes included, for who is named; it is in the disclosure log first.

    The answer is never kept: sent again, also with the same Idempotency-Key, it is handed out and logged once more.
    """
    person = _person(request, pk)
    file = hand_out_record(person, **body.dict(), by=request.actor)
    response = FileResponse(file, as_attachment=True, filename=record_filename(person), content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/record-access", response=RecordAccessOut)
def read_record_access(request: ApiRequest) -> Any:
    """Who may take a record without asking the office."""
    request.actor.require(CorePermission.RETENTION_EDIT, at=EVERYWHERE)
    return record_access()


@router.patch("/record-access", response=RecordAccessOut)
def change_record_access(request: ApiRequest, body: RecordAccessPatch) -> Any:
    """Change who may."""
    return edit_record_access(given(body), by=request.actor)
