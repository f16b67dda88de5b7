"""REST for work that student helpers do."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.helpdesk.actions.helper_jobs import (
    finish_job,
    give_back_job,
    hand_to_helper,
    sign_off_job,
    take_back_job,
)
from firstbell.helpdesk.models import HelperJob, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import possible_helpers
from firstbell.helpdesk.schemas import DoneIn, GiveBackIn, HelperJobIn, HelperJobOut, SignOffIn, TicketOut

router = Router()


def _jobs(request: ApiRequest) -> QuerySet[HelperJob]:
    related = ("ticket__organisation", "ticket__symptom", "ticket__place", "ticket__requester")
    return HelperJob.objects.visible_to(request.actor).select_related(*related)


@router.get("/helper-jobs", response=Page[HelperJobOut])
def list_helper_jobs(request: ApiRequest, paging: Query[Paging], standing: bool = True) -> Any:
    """A helper's own, and those of where one works on tickets. ``standing``: not decided yet."""
    jobs = _jobs(request)
    return paginate(jobs.standing() if standing else jobs, paging, order=("-given_at", "-pk"))  # type: ignore[attr-defined]


@router.post("/tickets/{pk}/helper-jobs", response={201: HelperJobOut})
def hand_ticket_to_helper(request: ApiRequest, pk: int, body: HelperJobIn) -> Any:
    """Give an open ticket to a student helper with what is to be done."""
    ticket = found(Ticket.objects.visible_to(request.actor).select_related("organisation", "symptom"), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    helper = next((one for one in possible_helpers(ticket) if one.pk == body.helper_id), None)
    if helper is None:
        raise Invalid("That account is no student helper here.", remedy="Choose another.", field="helper_id")
    return created(found(_jobs(request), hand_to_helper(ticket, helper=helper, task=body.task, by=request.actor).pk))


@router.post("/helper-jobs/{pk}/done", response=HelperJobOut)
def finish_helper_job(request: ApiRequest, pk: int, body: DoneIn) -> Any:
    """The helper says what was done."""
    return finish_job(found(_jobs(request), pk), done=body.done, by=request.actor)


@router.post("/helper-jobs/{pk}/sign-off", response=TicketOut)
def sign_helper_job_off(request: ApiRequest, pk: int, body: SignOffIn) -> Any:
    """The work is good: the ticket is resolved."""
    job = found(_jobs(request), pk)
    return sign_off_job(job, resolution=body.resolution, text=body.text, minutes=body.minutes, by=request.actor)


@router.post("/helper-jobs/{pk}/give-back", response=HelperJobOut)
def give_helper_job_back(request: ApiRequest, pk: int, body: GiveBackIn) -> Any:
    """Not done yet: back to the helper."""
    return give_back_job(found(_jobs(request), pk), answer=body.answer, by=request.actor)


@router.post("/helper-jobs/{pk}/take-back", response=HelperJobOut)
def take_helper_job_back(request: ApiRequest, pk: int) -> Any:
    """The technician goes on alone."""
    return take_back_job(found(_jobs(request), pk), by=request.actor)
