"""REST for clocks and service levels."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.helpdesk.models import ServiceLevel, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.schemas import ClocksOut, ServiceLevelOut

router = Router(tags=["Tickets"])


@router.get("/tickets/{pk}/clocks", response=ClocksOut)
def read_ticket_clocks(request: ApiRequest, pk: int) -> Any:
    """What is promised for a ticket and how it stands, its priority, and when it begins to hurt."""
    tickets = Ticket.objects.visible_to(request.actor).select_related("organisation").prefetch_related("clocks")
    ticket = found(tickets, pk)
    request.actor.require(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path)
    return ticket


@router.get("/service-levels", response=Page[ServiceLevelOut])
def list_service_levels(request: ApiRequest, paging: Query[Paging]) -> Any:
    """What is promised, at your schools and above; the nearest row of a cell holds."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    return paginate(ServiceLevel.objects.visible_to(request.actor), paging, order=("priority", "pk"))
