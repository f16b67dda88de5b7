"""REST for escalations and the evidence pack."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.helpdesk.actions.escalations import (
    acknowledge_escalation,
    decline_escalation,
    draft_escalation,
    finish_escalation,
    return_escalation,
    send_escalation,
    set_outside_number,
)
from firstbell.helpdesk.actions.evidence import take_evidence, tell_team_evidence
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket
from firstbell.helpdesk.models.escalations import EscalationQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.escalations import reads_answer
from firstbell.helpdesk.queries.evidence import TICKET_RELATED, build_pack
from firstbell.helpdesk.schemas import (
    EscalationAnswerIn,
    EscalationFilter,
    EscalationIn,
    EscalationNumberIn,
    EscalationOut,
    EscalationReasonOut,
    EscalationReturnIn,
    PackOut,
    TakeEvidenceIn,
    TellTeamIn,
    ToldOut,
)

router = Router(tags=["Tickets"])


def _escalations(request: ApiRequest) -> EscalationQuerySet:
    return Escalation.objects.visible_to(request.actor).select_related("ticket__organisation", "reason")


def _ticket(request: ApiRequest, pk: int) -> Ticket:
    ticket: Ticket = found(Ticket.objects.visible_to(request.actor).select_related(*TICKET_RELATED), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    return ticket


def _out(request: ApiRequest, one: Escalation) -> Escalation:
    """What came back incomplete is between the two sides."""
    if not reads_answer(one, request.actor):
        one.answer, one.missing = "", []
    return one


@router.get("/escalation-reasons", response=Page[EscalationReasonOut])
def list_escalation_reasons(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Why a campus may escalate, and what the evidence must hold then."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    return paginate(EscalationReason.objects.all(), paging, order=("position", "label", "pk"))


@router.get("/escalations", response=Page[EscalationOut])
def list_escalations(request: ApiRequest, paging: Query[Paging], asked: Query[EscalationFilter]) -> Any:
    """Escalations of the tickets you work on, the newest first."""
    page = paginate(_escalations(request).filter(**asked.equals("state", "ticket_id")), paging, order=("-pk",))
    for one in page["items"]:
        _out(request, one)
    return page


@router.get("/escalations/{pk}", response=EscalationOut)
def read_escalation(request: ApiRequest, pk: int) -> Any:
    """One escalation with the evidence as it was sent."""
    return _out(request, found(_escalations(request), pk))


@router.get("/tickets/{pk}/evidence", response=PackOut)
def read_ticket_evidence(request: ApiRequest, pk: int, reason: str = "") -> Any:
    """The evidence pack as data; ``reason`` (a code) says what is still missing for it."""
    ticket = _ticket(request, pk)
    wanted = EscalationReason.objects.filter(code=reason).first() if reason else None
    return build_pack(ticket, reason=wanted).as_data()


@router.post("/tickets/{pk}/evidence", response=PackOut)
def take_ticket_evidence(request: ApiRequest, pk: int, body: TakeEvidenceIn) -> Any:
    """The evidence pack for somebody outside: written into the disclosure log first."""
    reason = EscalationReason.objects.filter(code=body.reason).first() if body.reason else None
    if body.reason and reason is None:
        raise Invalid(f"There is no reason “{body.reason}”.", remedy="See /escalation-reasons.", field="reason")
    return take_evidence(_ticket(request, pk), reason=reason, by=request.actor).as_data()


@router.post("/tickets/{pk}/evidence/tell", response=ToldOut)
def tell_team_of_evidence(request: ApiRequest, pk: int, body: TellTeamIn) -> Any:
    """Tell everybody who works here (``campus``), or the district, where the pack is and what it is about."""
    return {"told": tell_team_evidence(_ticket(request, pk), team=body.team, by=request.actor)}


@router.post("/tickets/{pk}/escalations", response={201: EscalationOut})
def escalate_ticket(request: ApiRequest, pk: int, body: EscalationIn) -> Any:
    """Draft an escalation, or change the one that stands; with ``send`` it goes to the district at once."""
    ticket = _ticket(request, pk)
    reason = found(EscalationReason.objects.filter(is_active=True), body.reason_id)
    one = draft_escalation(ticket, reason=reason, given=body.given, deadline=body.deadline, by=request.actor)
    if body.send:
        send_escalation(one, by=request.actor)
    return created(_out(request, found(_escalations(request), one.pk)))


@router.post("/escalations/{pk}/acknowledge", response=EscalationOut)
def acknowledge_one_escalation(request: ApiRequest, pk: int) -> Any:
    """“I have it.”"""
    one = acknowledge_escalation(found(_escalations(request), pk), by=request.actor)
    return _out(request, found(_escalations(request), one.pk))


@router.post("/escalations/{pk}/return", response=EscalationOut)
def return_one_escalation(request: ApiRequest, pk: int, body: EscalationReturnIn) -> Any:
    """Back, incomplete; ``missing`` are keys of the evidence."""
    one = return_escalation(
        found(_escalations(request), pk), missing=body.missing, answer=body.answer, by=request.actor
    )
    return _out(request, found(_escalations(request), one.pk))


@router.post("/escalations/{pk}/finish", response=EscalationOut)
def finish_one_escalation(request: ApiRequest, pk: int, body: EscalationAnswerIn) -> Any:
    """Something was done: what."""
    one = finish_escalation(found(_escalations(request), pk), answer=body.answer, by=request.actor)
    return _out(request, found(_escalations(request), one.pk))


@router.post("/escalations/{pk}/decline", response=EscalationOut)
def decline_one_escalation(request: ApiRequest, pk: int, body: EscalationAnswerIn) -> Any:
    """No, with a reason that the campus can repeat."""
    one = decline_escalation(found(_escalations(request), pk), answer=body.answer, by=request.actor)
    return _out(request, found(_escalations(request), one.pk))


@router.put("/escalations/{pk}/number", response=EscalationOut)
def number_one_escalation(request: ApiRequest, pk: int, body: EscalationNumberIn) -> Any:
    """Keep the number it has in the other system."""
    one = set_outside_number(found(_escalations(request), pk), number=body.number, by=request.actor)
    return _out(request, found(_escalations(request), one.pk))
