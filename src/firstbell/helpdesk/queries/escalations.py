"""Where a school's escalations go, and those that stand."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Escalation, EscalationRoute, Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation
from firstbell.rooms.queries import ids_on


def route_of(organisation: Organisation) -> EscalationRoute:
    """The nearest row; the model's defaults where none is stored. One query."""
    above = ids_on(organisation.scope_path)
    rows = EscalationRoute.objects.filter(Q(organisation_id__in=above) | Q(organisation=None)).select_related(
        "lead__person"
    )
    return max(
        rows,
        key=lambda one: -1 if one.organisation_id is None else above.index(one.organisation_id),
        default=EscalationRoute(),
    )


def standing(actor: Actor) -> QuerySet[Escalation]:
    """What is not over, the oldest first."""
    shown = Escalation.objects.visible_to(actor).filter(state__in=Escalation.STANDING)
    return shown.select_related("ticket__organisation", "reason", "sender__person", "worker__person").order_by(
        "sent_at", "pk"
    )


def may_answer(escalation: Escalation, ticket: Ticket, actor: Actor) -> bool:
    """The district; where it uses another system, the campus writes its answer down."""
    path = ticket.organisation.scope_path
    if escalation.outside_to and actor.can(HelpdeskPermission.TICKET_WORK, at=path):
        return True
    return actor.can(HelpdeskPermission.ESCALATION_ANSWER, at=path)


def reads_answer(escalation: Escalation, actor: Actor) -> bool:
    """What is missing is between the two sides; every other answer is for whoever works on the ticket."""
    if escalation.state != Escalation.State.RETURNED:
        return True
    return actor.account_id is not None and actor.account_id in (escalation.sender_id, escalation.worker_id)


def given_of(escalation: Escalation | None) -> dict[str, str]:
    """What the sender added, the deadline as one of it."""
    if escalation is None:
        return {}
    deadline = {"deadline": f"{escalation.deadline:%b %-d, %Y}"} if escalation.deadline else {}
    return {**escalation.given, **deadline}
