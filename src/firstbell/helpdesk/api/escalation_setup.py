"""REST for how escalations are set up: reasons and what each needs, and the way they take."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.core.errors import Invalid
from firstbell.helpdesk.actions.escalation_setup import edit_reason, save_route
from firstbell.helpdesk.models import EscalationReason, EscalationRoute
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import workers_below
from firstbell.helpdesk.schemas import (
    EscalationReasonIn,
    EscalationReasonOut,
    EscalationRouteIn,
    EscalationRouteOut,
)
from firstbell.people.models import Account
from firstbell.people.queries import schools_for

router = Router(tags=["Tickets"])


@router.put("/escalation-reasons/{pk}", response=EscalationReasonOut)
def put_escalation_reason(request: ApiRequest, pk: int, body: EscalationReasonIn) -> Any:
    """Change a reason's words and what its evidence must hold, or stop offering it."""
    request.actor.require(HelpdeskPermission.ESCALATION_ANSWER)
    return edit_reason(found(EscalationReason.objects.all(), pk), **body.dict(), by=request.actor)


@router.get("/escalation-routes", response=Page[EscalationRouteOut])
def list_escalation_routes(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Where escalations go, at your schools and above; the nearest row holds."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    return paginate(EscalationRoute.objects.visible_to(request.actor), paging, order=("pk",))


@router.put("/escalation-routes", response=EscalationRouteOut)
def put_escalation_route(request: ApiRequest, body: EscalationRouteIn) -> Any:
    """Set where the escalations of a school and of what is below it go, and how long the other side may keep silent."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    values = body.dict()
    school = found(schools_for(request.actor, HelpdeskPermission.CATALOGUE_EDIT), values.pop("organisation_id"))
    return save_route(school, lead=_lead(request, values.pop("lead_id")), **values, by=request.actor)


def _lead(request: ApiRequest, pk: int | None) -> Account | None:
    """Somebody who works on tickets where the actor edits; nobody else can take an escalation up."""
    if pk is None:
        return None
    workers = workers_below(request.actor.scope(HelpdeskPermission.CATALOGUE_EDIT))
    lead = next((one for one in workers if one.pk == pk), None)
    if lead is None:
        raise Invalid("That account does not work on tickets here.", remedy="Choose another.", field="lead_id")
    return lead
