"""What the steps of an escalation share: the ticket's own state, who is told, what is written down."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.disclosures import disclose
from firstbell.core.events import Change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.recipients import holders
from firstbell.helpdesk import notices
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.events import EscalationChanged
from firstbell.helpdesk.models import Escalation, EscalationRoute, Ticket, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import possible_assignees
from firstbell.helpdesk.queries.clocks import promises_of
from firstbell.helpdesk.queries.evidence import Pack
from firstbell.rooms.queries import school_days_of

State = Escalation.State
#: The ticket asks for attention again after so many days, where no deadline says otherwise; silence is nudged before.
WAKE_DAYS = 3


def publish(unit: Change, escalation: Escalation, ticket: Ticket, old: str | None) -> None:
    before = State(old).label if old is not None else None
    changes: dict[str, tuple[str | None, str | None]] = {"escalation": (before, escalation.get_state_display())}
    if escalation.outside_number:
        changes["outside_number"] = (None, escalation.outside_number)
    path = ticket.organisation.scope_path
    unit.publish(EscalationChanged(subject=ticket.ref, org_path=path, changes=changes, state=escalation.state))


def next_nudge(ticket: Ticket, route: EscalationRoute, now: dt.datetime) -> dt.datetime | None:
    """When the silence is too long, in working time of the ticket's school."""
    return promises_of(ticket.organisation, since=now, now=now).time.after(now, route.hours * 3600)


def wait_for_district(ticket: Ticket, escalation: Escalation, *, by: Actor) -> None:
    """The requester reads that it went on, and why in few words."""
    if ticket.state == TicketState.WAITING_DISTRICT:
        return
    wake = escalation.deadline or _school_day(ticket, timezone.localdate() + dt.timedelta(days=WAKE_DAYS))
    details = {"text": f"Sent to the district ({escalation.reason.label.lower()}).", "wake_on": wake}
    change_state(ticket, to=TicketState.WAITING_DISTRICT, details=details, by=by)


def _school_day(ticket: Ticket, day: dt.date) -> dt.date:
    """That day, or the next one on which somebody is there to be asked."""
    days = school_days_of(ticket.organisation, first=day, last=day + dt.timedelta(days=30))
    return days.next_open(day) or day


def back_to_campus(ticket: Ticket, escalation: Escalation, *, by: Actor) -> None:
    """At work again, with the campus person. A ticket that moved on meanwhile is left alone."""
    if ticket.state != TicketState.WAITING_DISTRICT or not by.can(May.TICKET_WORK, at=ticket.organisation.scope_path):
        return
    able = {one.pk: one for one in possible_assignees(ticket.organisation)}
    owner = able.get(ticket.assignee_id or 0) or able.get(escalation.sender_id or 0)
    if owner is not None:
        change_state(ticket, to=TicketState.IN_PROGRESS, details={"assignee": owner}, by=by)


def leaves_house(ticket: Ticket, pack: Pack, *, to: str, by: Actor) -> None:
    """Written down before the first byte leaves: what, about whom, to whom."""
    disclose(
        "helpdesk.evidence",
        title=f"Evidence pack of {ticket.number}",
        elements=[label for section in pack.sections for _, label, _ in section.facts],
        people=[ticket.requester_id],
        rows=1,
        to=to,
        purpose=pack.reason or "To have it repaired",
        by=by,
        org_path=ticket.organisation.scope_path,
    )


def district_keys(ticket: Ticket) -> list[str]:
    """Who answers for the district; of a private ticket only who may see it."""
    path = ticket.organisation.scope_path
    keys = holders(May.ESCALATION_ANSWER, path)
    if not ticket.is_private:
        return keys
    allowed = set(holders(May.TICKET_VIEW_PRIVATE, path))
    return [key for key in keys if key in allowed]


def tell(escalation: Escalation, ticket: Ticket, *, to: list[str] | None = None, by: Actor) -> None:
    """The district of what was sent, the sender of every answer. The words stay on the page."""
    is_sent = escalation.state == State.SENT
    sender = [f"account:{escalation.sender_id}"] if escalation.sender_id is not None else []  # None: a program sent it
    keys = to if to is not None else district_keys(ticket) if is_sent else sender
    common = {"ticket": ticket.ref.label, "number": ticket.number}
    more = {"reason": escalation.reason.label, "who": by.name} if is_sent else {"how": escalation.get_state_display()}
    send_notice(
        ticket.ref,
        kind=(notices.ESCALATED if is_sent else notices.ESCALATION_ANSWERED).key,
        to=keys,
        occasion=f"{escalation.pk} {escalation.state} {escalation.returns} {escalation.nudges}",
        values={**common, **more},
        org_path=ticket.organisation.scope_path,
        link=f"/helpdesk/escalations/{escalation.pk}/answer/" if is_sent else f"/helpdesk/{ticket.pk}/",
        by=by,
    )
