"""Who is told of a ticket: the requester of what others did, whoever works on it of what the requester wrote."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import resolve_with_incident
from firstbell.helpdesk.events import TicketOpened, TicketReplied, TicketStateChanged
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState
from firstbell.people.queries import person_key


@listens(TicketOpened)
def tell_who_it_is_for(event: TicketOpened, by: Actor) -> None:
    ticket = _ticket(event.subject.id)
    if ticket.origin == Ticket.Origin.EMAIL:
        return  # they wrote the mail themselves; its arrival is acknowledged where mail comes in
    if ticket.requester_id is not None and ticket.requester_id != by.person_id:
        _tell(ticket, notices.TICKET_OPENED_FOR_YOU.key, [person_key(ticket.requester_id)], "", by)


@listens(TicketReplied)
def tell_the_other_side(event: TicketReplied, by: Actor) -> None:
    """Each line of the conversation is an occasion of its own."""
    ticket = _ticket(event.subject.id)
    latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
    is_for_requester = event.for_requester or not event.author
    if is_for_requester and ticket.requester_id is not None and ticket.requester_id != by.person_id:
        to = [person_key(ticket.requester_id)]
    elif ticket.assignee_id is not None and ticket.assignee_id != by.account_id:
        to = [f"account:{ticket.assignee_id}"]
    else:
        return
    _tell(ticket, notices.TICKET_ANSWERED.key, to, str(latest), by, who=event.author)


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
    if kind is None or ticket.requester_id is None or ticket.requester_id == by.person_id:
        return
    latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
    _tell(ticket, kind, [person_key(ticket.requester_id)], str(latest), by)


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


def _ticket(pk: int) -> Ticket:
    return Ticket.objects.select_related("organisation").get(pk=pk)


def _tell(ticket: Ticket, kind: str, to: list[str], occasion: str, by: Actor, *, who: str = "") -> None:
    send_notice(
        ticket.ref,
        kind=kind,
        to=to,
        occasion=occasion,
        values={"ticket": ticket.ref.label, "number": ticket.number, "who": who or by.name},
        org_path=ticket.organisation.scope_path,
        link=f"/helpdesk/{ticket.pk}/",
        by=by,
    )
