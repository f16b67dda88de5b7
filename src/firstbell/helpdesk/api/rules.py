"""REST for rules: list, read, try, switch."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.helpdesk.actions.rules import switch_rule, try_rule
from firstbell.helpdesk.models import RoutingRule
from firstbell.helpdesk.models.rules import RoutingRuleQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.schemas import RoutingRuleOut, SwitchIn, TrialOut, TrialRowOut

router = Router(tags=["Tickets"])


def _rules(request: ApiRequest) -> RoutingRuleQuerySet:
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    related = ("organisation", "assign_to__person", "set_symptom", "add_watcher")
    return RoutingRule.objects.visible_to(request.actor).select_related(*related)


@router.get("/ticket-rules", response=Page[RoutingRuleOut])
def list_ticket_rules(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Rules that reach your schools, by position; ``conditions`` as they are stored, ``if_words`` and ``then_words`` to read."""
    return paginate(_rules(request), paging, order=("position", "pk"))


@router.get("/ticket-rules/{pk}", response=RoutingRuleOut)
def read_ticket_rule(request: ApiRequest, pk: int) -> Any:
    """One rule."""
    return found(_rules(request), pk)


@router.post("/ticket-rules/{pk}/trial", response=TrialOut)
def try_ticket_rule(request: ApiRequest, pk: int) -> Any:
    """What it would have done to the last month's tickets, beside what became of them. Nothing happens to them."""
    trial = try_rule(found(_rules(request), pk), by=request.actor)
    rows = [TrialRowOut(ticket_id=row.ticket.pk, would=list(row.would), did=list(row.did)) for row in trial.rows]
    return TrialOut(looked_at=trial.looked_at, fits=trial.fits, problem=trial.problem, rows=rows)


@router.post("/ticket-rules/{pk}/switch", response=RoutingRuleOut)
def switch_ticket_rule(request: ApiRequest, pk: int, body: SwitchIn) -> Any:
    """On or off. On only after it was tried as it stands."""
    switch_rule(found(_rules(request), pk), is_active=body.is_active, by=request.actor)
    return found(_rules(request), pk)
