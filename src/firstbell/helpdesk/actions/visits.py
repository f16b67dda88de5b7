"""A visit in a period that suits: the ticket is scheduled, the requester is told, one tap says that it does not suit."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Said
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.events import VisitPlanned
from firstbell.helpdesk.models import Ticket, TicketState, Visit
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import free_periods, possible_assignees
from firstbell.people.models import Account
from firstbell.people.queries import person_key

_WHY = {
    Visit.Why.ROOM_EMPTY: Said("your room is empty", "su salón está vacío"),
    Visit.Why.NO_CLASS: Said("you have no class", "usted no tiene clase"),
}
_WHERE = Said("you", "donde usted esté")


def plan_visit(ticket: Ticket, *, day: dt.date, period: str, account: Account | None = None, by: Actor) -> Visit:
    """Come in that period of that day; a visit that was planned before is over. ``account``: who comes, else the actor.

    Raises Forbidden (``helpdesk.ticket.work``), Invalid when nobody is named, Conflict when the period does not suit (any more).
    """
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    account_id = account.pk if account is not None else by.account_id
    if account_id is None or account_id not in {one.pk for one in possible_assignees(ticket.organisation)}:
        raise Invalid("Nobody who works here is named to come.", remedy="Choose who comes.", field="account")
    now = timezone.now()
    slot = next((one for one in free_periods(ticket, day, now, account_id=account_id) if one.period == period), None)
    if slot is None:
        raise Conflict(f"Period {period} on {day:%b %-d} does not suit.", remedy="Choose one of the periods shown.")
    why = Visit.Why(slot.why)
    room = ticket.place.name if ticket.place is not None else ""
    text = f"{day:%a %b %-d}, period {period}{f', {room}' if room else ''}: {_WHY[why].en}"
    with change(by) as unit:
        ticket = change_state(ticket, to=TicketState.SCHEDULED, details={"text": text, "wake_on": day}, by=by)
        visit = Visit.objects.create(
            ticket=ticket, account_id=account_id, place=ticket.place, day=day, period=period, starts_at=slot.starts_at,
            ends_at=slot.ends_at, why=why, made_at=now, made_by=by.name[:200],
        )  # fmt: skip
        unit.publish(VisitPlanned(subject=ticket.ref, org_path=path, note="" if ticket.is_private else text))
        if ticket.requester_id is not None and ticket.requester_id != by.person_id:
            send_notice(
                ticket.ref, kind=notices.VISIT_PLANNED.key, to=[person_key(ticket.requester_id)],
                occasion=f"visit {visit.pk}", org_path=path, link=f"/helpdesk/{ticket.pk}/", by=by,
                values={
                    "ticket": ticket.ref.label, "number": ticket.number, "day": day, "period": period, "why": _WHY[why],
                    "at": f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}", "room": room or _WHERE,
                },
            )  # fmt: skip
    return visit
