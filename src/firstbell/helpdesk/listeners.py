"""Who is told of a ticket: the requester of what others did, whoever works on it of what the requester wrote."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.core.notifications.mail import absolute
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import resolve_with_incident
from firstbell.helpdesk.events import TicketOpened, TicketReplied, TicketStateChanged
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState, Visit
from firstbell.helpdesk.queries import rating_token, watching_keys
from firstbell.people.queries import person_key


@listens(TicketOpened)
def tell_who_it_is_for(event: TicketOpened, by: Actor) -> None:
    ticket = _ticket(event.subject.id)
    if ticket.requester_id is not None and ticket.requester_id != by.person_id:
        _tell(ticket, notices.TICKET_OPENED_FOR_YOU.key, [person_key(ticket.requester_id)], "", by)


@listens(TicketReplied)
def tell_the_other_side(event: TicketReplied, by: Actor) -> None:
    """Each line of the conversation is an occasion of its own."""
    ticket = _ticket(event.subject.id)
    latest = TicketEntry.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True)[0]
    to = watching_keys(ticket, without={by.person_id, ticket.requester_id})
    if ticket.requester_id is not None and ticket.requester_id != by.person_id:
        to.append(person_key(ticket.requester_id))
    elif ticket.assignee_id is not None and ticket.assignee_id != by.account_id:
        to.append(f"account:{ticket.assignee_id}")
    if not to:
        return
    _tell(ticket, notices.TICKET_ANSWERED.key, to, str(latest), by)


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
