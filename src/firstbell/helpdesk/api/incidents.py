"""REST for one trouble of many people: what is known, what looks like one, made, joined, “me too”, and the rule."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.guides.queries import person_meant, place_meant
from firstbell.helpdesk.actions.incidents import join_incident, make_incident, save_outage_rule, say_me_too
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.models.tickets import TicketQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import hints, incidents_for, known_incidents, outage_rules
from firstbell.helpdesk.schemas import TicketOut
from firstbell.helpdesk.schemas.incidents import (
    IncidentDetailOut,
    IncidentFilter,
    IncidentIn,
    IncidentOut,
    JoinIncidentIn,
    KnownIncidentOut,
    MeTooIn,
    MeTooOut,
    OutageHintOut,
    OutageRuleIn,
    OutageRuleOut,
)
from firstbell.people.queries import schools_for

router = Router()


def _tickets(request: ApiRequest) -> TicketQuerySet:
    return Ticket.objects.visible_to(request.actor).select_related("organisation", "symptom", "place", "requester")


@router.get("/incidents", response=Page[IncidentOut])
def list_incidents(request: ApiRequest, paging: Query[Paging], asked: Query[IncidentFilter]) -> Any:
    """Incidents of where you work on tickets, the newest first; with ``open_only=false`` also those that are over."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    rows = incidents_for(request.actor).filter(**asked.equals("organisation_id", "place_id"))
    if asked.open_only:
        rows = rows.filter(resolved_at=None, closed_at=None)
    return paginate(rows, paging, order=("-opened_at", "-id"))


@router.get("/incidents/known", response=list[KnownIncidentOut])
def list_known_incidents(request: ApiRequest, person_id: int | None = None) -> Any:
    """What is known to be down where you are (or that person is), the newest first: say “me too” to one of these."""
    request.actor.require(HelpdeskPermission.TICKET_OPEN)
    return known_incidents(person_meant(person_id, request.actor).organisation).order_by("-opened_at", "-pk")[:50]


@router.get("/incidents/{pk}", response=IncidentDetailOut)
def read_incident(request: ApiRequest, pk: int) -> Any:
    """One incident and the tickets that hang on it."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    return _incident(request, pk)


@router.get("/outage-hints", response=list[OutageHintOut])
def list_outage_hints(request: ApiRequest) -> Any:
    """Tickets that look like one trouble, by the rule of their school: make them one incident, or leave them."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    return hints(request.actor, timezone.now())


@router.post("/incidents", response={201: IncidentDetailOut})
def create_incident(request: ApiRequest, body: IncidentIn) -> Any:
    """Of open tickets of one school, one incident. The oldest leads, the others hang on it."""
    tickets = [found(_tickets(request), pk) for pk in dict.fromkeys(body.ticket_ids)]
    lead = make_incident(tickets, title=body.title, by=request.actor)
    return created(_incident(request, lead.pk))


@router.put("/tickets/{pk}/incident", response=TicketOut)
def put_ticket_incident(request: ApiRequest, pk: int, body: JoinIncidentIn) -> Any:
    """Hang a ticket on an incident, or (null) take it off."""
    ticket = found(_tickets(request), pk)
    incident = found(_tickets(request), body.incident_id) if body.incident_id is not None else None
    join_incident(ticket, incident, by=request.actor)
    return found(_tickets(request), pk)


@router.post("/incidents/{pk}/me-too", response={201: MeTooOut})
def say_me_too_to_incident(request: ApiRequest, pk: int, body: MeTooIn) -> Any:
    """“I have it too”: counted once, and told when it ends. No second ticket."""
    person = person_meant(body.person_id, request.actor)
    incident = found(known_incidents(person.organisation).select_related("organisation"), pk)
    me = person if person.pk == request.actor.person_id else None
    place = place_meant(body.place, me, request.actor)
    return created(say_me_too(incident, person=person, place=place, by=request.actor))


@router.get("/outage-rules", response=list[OutageRuleOut])
def list_outage_rules(request: ApiRequest) -> Any:
    """When similar tickets look like one trouble: the rule for everywhere, and of your schools those with their own."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    return outage_rules(request.actor).order_by("pk")


@router.put("/outage-rules", response=OutageRuleOut)
def put_outage_rule(request: ApiRequest, body: OutageRuleIn) -> Any:
    """Set the rule of an organisation, or (null) of everywhere."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    values = body.dict()
    pk = values.pop("organisation_id")
    schools = schools_for(request.actor, HelpdeskPermission.CATALOGUE_EDIT)
    return save_outage_rule(found(schools, pk) if pk is not None else None, **values, by=request.actor)


def _incident(request: ApiRequest, pk: int) -> Ticket:
    incident: Any = found(incidents_for(request.actor), pk)
    hanging = Ticket.objects.visible_to(request.actor).filter(incident=incident)
    incident.ticket_ids = list(hanging.order_by("pk").values_list("pk", flat=True))
    return incident  # type: ignore[no-any-return]
