"""REST for the help desk's data: canned answers, and how long tickets wait."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.helpdesk.actions.answers import remove_answer, save_answer
from firstbell.helpdesk.actions.timing import remove_timing, save_timing
from firstbell.helpdesk.models import CannedAnswer, TicketTiming
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.schemas import CannedAnswerIn, CannedAnswerOut, TimingIn, TimingOut
from firstbell.people.models import Organisation

router = Router()


@router.get("/canned-answers", response=Page[CannedAnswerOut])
def list_canned_answers(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Shared ones of where you work and above, and your own."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    answers = CannedAnswer.objects.visible_to(request.actor).select_related("organisation")
    return paginate(answers, paging, order=("title", "pk"))


@router.post("/canned-answers", response={201: CannedAnswerOut})
def create_canned_answer(request: ApiRequest, body: CannedAnswerIn) -> Any:
    """Add one, shared or your own."""
    return created(save_answer(None, **_values(request, body), by=request.actor))


@router.put("/canned-answers/{pk}", response=CannedAnswerOut)
def put_canned_answer(request: ApiRequest, pk: int, body: CannedAnswerIn) -> Any:
    """Change one."""
    answer = found(CannedAnswer.objects.visible_to(request.actor).select_related("organisation"), pk)
    return save_answer(answer, **_values(request, body), by=request.actor)


@router.delete("/canned-answers/{pk}", response={204: None})
def delete_canned_answer(request: ApiRequest, pk: int) -> Any:
    """Delete one; what was sent with it stays."""
    answer = found(CannedAnswer.objects.visible_to(request.actor).select_related("organisation"), pk)
    remove_answer(answer, by=request.actor)
    return Status(204, None)


@router.get("/ticket-timings", response=Page[TimingOut])
def list_ticket_timings(request: ApiRequest, paging: Query[Paging]) -> Any:
    """How long tickets wait: the rows you may edit. The nearest one above a school counts."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    return paginate(TicketTiming.objects.visible_to(request.actor), paging, order=("pk",))


@router.put("/ticket-timings", response=TimingOut)
def put_ticket_timing(request: ApiRequest, body: TimingIn) -> Any:
    """Set the numbers of an organisation, or (null) of everywhere."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    values = body.dict()
    school = _school(request, values.pop("organisation_id"))
    return save_timing(school, **values, by=request.actor)


@router.delete("/ticket-timings/{pk}", response={204: None})
def delete_ticket_timing(request: ApiRequest, pk: int) -> Any:
    """The school goes by what is set above it again."""
    remove_timing(found(TicketTiming.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)


def _school(request: ApiRequest, pk: int | None) -> Organisation | None:
    if pk is None:
        return None
    school: Organisation = found(Organisation.objects.visible_to(request.actor), pk)
    return school


def _values(request: ApiRequest, body: CannedAnswerIn) -> dict[str, Any]:
    values = body.dict()
    school = _school(request, values.pop("organisation_id"))
    return {**values, "organisation": school}
