"""REST for clocks and service levels."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.helpdesk.actions.service_levels import remove_level, save_clock_rule, save_level
from firstbell.helpdesk.models import ClockRule, ServiceLevel, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.schemas import (
    ClockRuleIn,
    ClockRuleOut,
    ClocksOut,
    ServiceLevelFilter,
    ServiceLevelIn,
    ServiceLevelOut,
)
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

router = Router(tags=["Tickets"])


@router.get("/tickets/{pk}/clocks", response=ClocksOut)
def read_ticket_clocks(request: ApiRequest, pk: int) -> Any:
    """What is promised for a ticket and how it stands, its priority, and when it begins to hurt."""
    tickets = Ticket.objects.visible_to(request.actor).select_related("organisation").prefetch_related("clocks")
    ticket = found(tickets, pk)
    request.actor.require(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path)
    return ticket


@router.get("/service-levels", response=Page[ServiceLevelOut])
def list_service_levels(request: ApiRequest, paging: Query[Paging], asked: Query[ServiceLevelFilter]) -> Any:
    """What is promised, at your schools and above; the nearest row of a cell holds."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    equal = asked.equals("organisation_id", "impact", "urgency", "priority")
    return paginate(ServiceLevel.objects.visible_to(request.actor).filter(**equal), paging, order=("priority", "pk"))


@router.put("/service-levels", response=ServiceLevelOut)
def put_service_level(request: ApiRequest, body: ServiceLevelIn) -> Any:
    """Set one cell of impact and urgency at an organisation and below it. Open tickets follow within minutes."""
    values = body.dict()
    return save_level(_where(request, values.pop("organisation_id")), **values, by=request.actor)


@router.delete("/service-levels/{pk}", response={204: None})
def delete_service_level(request: ApiRequest, pk: int) -> Any:
    """Take a school's own cell away: what is above holds again."""
    levels = ServiceLevel.objects.visible_to(request.actor).select_related("organisation")
    remove_level(found(levels, pk), by=request.actor)
    return Status(204, None)


@router.get("/clock-rules", response=Page[ClockRuleOut])
def list_clock_rules(request: ApiRequest, paging: Query[Paging]) -> Any:
    """When clocks warn, and the hours of days without bells, at your schools and above; the nearest row holds."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    return paginate(ClockRule.objects.visible_to(request.actor), paging, order=("pk",))


@router.put("/clock-rules", response=ClockRuleOut)
def put_clock_rule(request: ApiRequest, body: ClockRuleIn) -> Any:
    """Set how the clocks of an organisation and of what is below it count."""
    values = body.dict()
    return save_clock_rule(_where(request, values.pop("organisation_id")), **values, by=request.actor)


def _where(request: ApiRequest, pk: int | None) -> Organisation | None:
    """A school whose catalogue may be edited; null: everywhere, which the action asks a wider right for."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    if pk is None:
        return None
    school: Organisation = found(schools_for(request.actor, HelpdeskPermission.CATALOGUE_EDIT), pk)
    return school
