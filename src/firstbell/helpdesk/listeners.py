"""Who is told of a ticket: the requester of what others did, whoever works on it of what the requester wrote."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import current_change, listens
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.core.notifications.mail import absolute
from firstbell.core.notifications.recipients import holders
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.clocks import run_clocks
from firstbell.helpdesk.actions.routing import apply_rules
from firstbell.helpdesk.actions.states import resolve_with_incident
from firstbell.helpdesk.events import (
    PromiseBroken,
    PromiseNear,
    TicketOpened,
    TicketReplied,
    TicketStateChanged,
    TicketStepUndone,
)
from firstbell.helpdesk.models import RoutingRule, Ticket, TicketEntry, TicketState, Visit
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import rating_token, watching_keys
from firstbell.helpdesk.queries.clocks import PAUSED
from firstbell.helpdesk.queries.rules import RELATED
from firstbell.people.queries import person_key


@listens(TicketOpened)
def tell_who_it_is_for(event: TicketOpened, by: Actor) -> None:
    ticket = _opened(event)
    if ticket.origin == Ticket.Origin.EMAIL:
        return  # they wrote the mail themselves; its arrival is acknowledged where mail comes in
    if ticket.requester_id is not None and ticket.requester_id != by.person_id:
        _tell(ticket, notices.TICKET_OPENED_FOR_YOU.key, [person_key(ticket.requester_id)], "", by)


@listens(TicketReplied)
def tell_the_other_side(event: TicketReplied, by: Actor) -> None:
    """Each line of the conversation is an occasion of its own."""
    ticket = _ticket(event.subject.id)
    latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
    to = watching_keys(ticket, without={by.person_id, ticket.requester_id})
    is_for_requester = event.for_requester or not event.author
    if is_for_requester and ticket.requester_id is not None and ticket.requester_id != by.person_id:
        to.append(person_key(ticket.requester_id))
    elif ticket.assignee_id is not None and ticket.assignee_id != by.account_id:
        to.append(f"account:{ticket.assignee_id}")
    if not to:
        return
    _tell(ticket, notices.TICKET_ANSWERED.key, to, str(latest), by, who=event.author or by.name)


@listens(TicketStateChanged)
def tell_how_it_stands(event: TicketStateChanged, by: Actor) -> None:
    """Resolved, or a question to the requester. Opened again within the minute: what was not sent is taken back."""
    ticket = _ticket(event.subject.id)
    if event.old == TicketState.RESOLVED:
        reason = "The ticket was opened again before this was sent."
        withdraw_notices(ticket.ref, kind=notices.TICKET_RESOLVED.key, reason=reason, by=by)
    if event.new == TicketState.CANCELLED:
        reason = "The ticket was taken back before this was sent."
        withdraw_notices(ticket.ref, kind=notices.TICKET_OPENED_FOR_YOU.key, reason=reason, by=by)
    kinds = {
        TicketState.RESOLVED: notices.TICKET_RESOLVED.key,
        TicketState.WAITING_REQUESTER: notices.TICKET_ANSWERED.key,
    }
    kind = kinds.get(TicketState(event.new))
    if kind is None:
        return
    to = watching_keys(ticket, without={by.person_id, ticket.requester_id}) if event.new == TicketState.RESOLVED else []
    if to:
        _tell(ticket, notices.WATCHED_ENDED.key, to, f"resolved {ticket.resolved_at:%Y%m%d%H%M%S}", by)
    if ticket.requester_id is None or ticket.requester_id == by.person_id:
        return
    latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
    rate = absolute(reverse("helpdesk:rate", args=[rating_token(ticket)])) if event.new == TicketState.RESOLVED else ""
    _tell(ticket, kind, [person_key(ticket.requester_id)], str(latest), by, rate=rate)


@listens(TicketStateChanged)
def tell_who_would_have_come(event: TicketStateChanged, by: Actor) -> None:
    """The requester said that the planned visit does not suit."""
    if event.old != TicketState.SCHEDULED or event.new != TicketState.TRIAGED:
        return
    ticket = _ticket(event.subject.id)
    if ticket.requester_id is None or ticket.requester_id != by.person_id:
        return
    visit = ticket.visits.filter(state=Visit.State.DECLINED).order_by("-pk").first()
    account = visit.account_id if visit is not None else ticket.assignee_id
    if account is not None:
        occasion = f"visit {visit.pk}" if visit is not None else f"{timezone.now():%Y%m%d%H%M%S}"
        _tell(ticket, notices.VISIT_DECLINED.key, [f"account:{account}"], occasion, by)


@listens(TicketStateChanged)
def end_with_the_incident(event: TicketStateChanged, by: Actor) -> None:
    """An incident is solved: the tickets that hang on it are solved with the same words, and everybody is told."""
    if event.new != TicketState.RESOLVED:
        return
    incident = _ticket(event.subject.id)
    if not incident.is_incident:
        return
    for report in incident.reports.open().select_related("organisation"):
        resolve_with_incident(report, incident, text=event.note, by=by)
    keys = [person_key(pk) for pk in incident.watchers.values_list("person_id", flat=True)]
    _tell(incident, notices.INCIDENT_SOLVED.key, keys, f"solved {incident.resolved_at:%Y%m%d%H%M}", by)


#: Steps whose words reach the requester: they are a first answer.
_ANSWERS = PAUSED | {TicketState.RESOLVED}


@listens(TicketOpened)
def route_and_time(event: TicketOpened, by: Actor) -> None:
    """The rules first, for they may say how urgent it is; then the clocks start."""
    ticket = _opened(event)
    apply_rules(ticket, when=RoutingRule.When.OPENED, by=by)
    run_clocks(ticket, is_new=True, by=by)


@listens(TicketReplied)
def time_the_answer(event: TicketReplied, by: Actor) -> None:
    """A person's first answer ends its clock; what the requester writes is for the rules."""
    ticket = _whole_ticket(event.subject.id)
    if ticket.requester_id is not None and ticket.requester_id == by.person_id:
        latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
        apply_rules(ticket, when=RoutingRule.When.REPLIED, occasion=str(latest), by=by)
    elif by.account_id is not None:
        run_clocks(ticket, answered=True, by=by)


@listens(TicketStateChanged)
def time_the_step(event: TicketStateChanged, by: Actor) -> None:
    run_clocks(_whole_ticket(event.subject.id), answered=event.new in _ANSWERS and by.account_id is not None, by=by)


@listens(TicketStepUndone)
def time_the_step_back(event: TicketStepUndone, by: Actor) -> None:
    run_clocks(_whole_ticket(event.subject.id), by=by)


@listens(PromiseNear)
def warn(event: PromiseNear, by: Actor) -> None:
    """Told once; then the rules look."""
    ticket = _whole_ticket(event.subject.id)
    _tell_workers(ticket, notices.PROMISE_NEAR.key, event, by)
    apply_rules(ticket, when=RoutingRule.When.BREACH_NEAR, occasion=f"{event.what} {event.due_at:%Y%m%d%H%M}", by=by)


@listens(PromiseBroken)
def tell_it_is_overdue(event: PromiseBroken, by: Actor) -> None:
    _tell_workers(_whole_ticket(event.subject.id), notices.PROMISE_BROKEN.key, event, by)


def _tell_workers(ticket: Ticket, kind: str, event: PromiseNear | PromiseBroken, by: Actor) -> None:
    path = ticket.organisation.scope_path
    to = (
        [f"account:{ticket.assignee_id}"]
        if ticket.assignee_id is not None
        else holders(HelpdeskPermission.TICKET_WORK, path)
    )
    if ticket.is_private and ticket.assignee_id is None:
        allowed = set(holders(HelpdeskPermission.TICKET_VIEW_PRIVATE, path))
        to = [key for key in to if key in allowed]
    send_notice(
        ticket.ref,
        kind=kind,
        to=to,
        occasion=f"{event.what} {event.due_at:%Y%m%d%H%M}",
        values={"ticket": ticket.ref.label, "number": ticket.number, "what": event.what, "due": event.due_at},
        org_path=path,
        link=f"/helpdesk/{ticket.pk}/",
        by=by,
    )


def _opened(event: TicketOpened) -> Ticket:
    """The object that was just written, where the change has it at hand."""
    unit = current_change()
    found = unit.at_hand.get(event.subject) if unit is not None else None
    return found if isinstance(found, Ticket) else _whole_ticket(event.subject.id)


def _whole_ticket(pk: int) -> Ticket:
    return Ticket.objects.select_related(*RELATED, "place__organisation").get(pk=pk)


def _ticket(pk: int) -> Ticket:
    return Ticket.objects.select_related("organisation").get(pk=pk)


def _tell(ticket: Ticket, kind: str, to: list[str], occasion: str, by: Actor, **values: str) -> None:
    send_notice(
        ticket.ref,
        kind=kind,
        to=to,
        occasion=occasion,
        values={"ticket": ticket.ref.label, "number": ticket.number, "who": by.name, **values},
        org_path=ticket.organisation.scope_path,
        link=f"/helpdesk/{ticket.pk}/",
        by=by,
    )
