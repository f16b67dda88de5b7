"""From the campus to the district and back (domain: 3.10). The campus stays the owner towards the requester.

draft → sent → acknowledged → action taken, declined, or returned incomplete; what is returned may be sent again. The ticket
waits for the district meanwhile, and is back at work with every answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.helpdesk.actions._escalations import (
    back_to_campus,
    leaves_house,
    next_nudge,
    publish,
    tell,
    wait_for_district,
)
from firstbell.helpdesk.models import Escalation, EscalationReason, Ticket, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.escalations import given_of, route_of
from firstbell.helpdesk.queries.evidence import ASKED, NEEDABLE, build_pack

State = Escalation.State
MOST_TEXT = 4000


def draft_escalation(
    ticket: Ticket, *, reason: EscalationReason, given: Mapping[str, str], deadline: dt.date | None = None, by: Actor
) -> Escalation:
    """Begin an escalation, or change the one that is not sent yet (or came back). ``given``: by the evidence's keys.

    Raises Conflict for a ticket that is done or escalated already, Invalid for a key the evidence does not know or a day
    that is past.
    """
    by.require(May.TICKET_WORK, at=ticket.organisation.scope_path)
    unknown = [key for key in given if key not in ASKED]
    if unknown:
        raise Invalid(f"The evidence asks for no “{unknown[0]}”.", remedy=f"Use: {', '.join(ASKED)}.", field="given")
    if deadline is not None and deadline < timezone.localdate():
        raise Invalid(f"{deadline:%b %-d, %Y} is past.", remedy="Choose today or a later day.", field="deadline")
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is done already.", remedy="Reopen it first.")
    with change(by) as unit:
        found = (
            Escalation.objects.select_for_update(of=("self",))
            .filter(ticket=ticket, state__in=Escalation.STANDING)
            .first()
        )
        if found is not None and found.state in (State.SENT, State.ACKNOWLEDGED):
            raise Conflict(
                f"{ticket.number} is with the district already.", remedy="Wait for the answer, or ask there."
            )
        is_new = found is None
        found = found or Escalation(ticket=ticket, made_at=timezone.now())
        found.reason, found.deadline = reason, deadline
        found.given = {key: text.strip()[:MOST_TEXT] for key, text in given.items() if text.strip()}
        found.save()
        if is_new:
            publish(unit, found, ticket, None)
    return found


def send_escalation(escalation: Escalation, *, by: Actor) -> Escalation:
    """To the district: the evidence as it is now is kept with it, the ticket waits. Raises Invalid while something is missing."""
    ticket = _ticket_of(escalation)
    path = ticket.organisation.scope_path
    by.require(May.TICKET_WORK, at=path)
    with change(by) as unit:
        found = _locked(escalation, State.DRAFT, State.RETURNED)
        pack = build_pack(ticket, reason=found.reason, given=given_of(found))
        if pack.missing:
            missing = ", ".join(pack.missing_labels)
            raise Invalid(
                f"Not known yet: {missing}.",
                remedy="Fill it in; the district needs it for this reason.",
                field=pack.missing[0],
            )
        route, now, old = route_of(ticket.organisation), timezone.now(), found.state
        found.state, found.pack, found.sent_at, found.answer, found.missing = State.SENT, pack.as_data(), now, "", []
        found.sender_id, found.nudges, found.nudge_at = by.account_id, 0, next_nudge(ticket, route, now)
        found.outside_to = route.outside_address
        if found.outside_to:
            leaves_house(ticket, pack, to=f"{route.outside_name} {route.outside_address}".strip(), by=by)
            found.mail_wanted_at, found.mailed_at, found.mail_problem = now, None, ""
        found.save()
        wait_for_district(ticket, found, by=by)
        publish(unit, found, ticket, old)
        tell(found, ticket, by=by)
    return found


def acknowledge_escalation(escalation: Escalation, *, by: Actor) -> Escalation:
    """“I have it.” Whoever says so works on it and watches the ticket; the campus person stays."""
    ticket = _ticket_of(escalation)
    _require_answer(escalation, ticket, by)
    with change(by) as unit:
        found = _locked(escalation, State.SENT)
        found.state, found.acknowledged_at, found.nudge_at = State.ACKNOWLEDGED, timezone.now(), None
        if not found.outside_to:
            found.worker_id = by.account_id
            if by.person_id is not None:
                TicketWatcher.objects.get_or_create(
                    ticket=ticket,
                    person_id=by.person_id,
                    defaults={"why": TicketWatcher.Why.WATCHES, "at": timezone.now()},
                )
        found.save()
        publish(unit, found, ticket, State.SENT)
        tell(found, ticket, by=by)
    return found


def return_escalation(escalation: Escalation, *, missing: Iterable[str], answer: str = "", by: Actor) -> Escalation:
    """Back, incomplete: only the sender reads what is missing. The next time this reason is chosen, it is asked for."""
    ticket = _ticket_of(escalation)
    _require_answer(escalation, ticket, by)
    keys = list(dict.fromkeys(missing))
    unknown = [key for key in keys if key not in NEEDABLE]
    if unknown or not keys:
        raise Invalid("Say what is missing.", remedy="Choose at least one part of the evidence.", field="missing")
    with change(by) as unit:
        found = _locked(escalation, State.SENT, State.ACKNOWLEDGED)
        old = found.state
        found.state, found.missing, found.returns = State.RETURNED, keys, found.returns + 1
        found.answer, found.nudge_at = answer.strip()[:MOST_TEXT], None
        found.save()
        reason = EscalationReason.objects.select_for_update().get(pk=found.reason_id)
        fresh = [key for key in keys if key not in reason.needs]
        if fresh:
            reason.needs = [*reason.needs, *fresh]
            reason.save(update_fields=["needs"])
        back_to_campus(ticket, found, by=by)
        publish(unit, found, ticket, old)
        tell(found, ticket, by=by)
    return found


def finish_escalation(escalation: Escalation, *, answer: str, by: Actor) -> Escalation:
    """The district did something: what. The campus resolves the ticket."""
    return _answered(escalation, State.ACTION_TAKEN, answer, "Say what was done.", by=by)


def decline_escalation(escalation: Escalation, *, answer: str, by: Actor) -> Escalation:
    """The district will not: with a reason that the campus can repeat to the requester."""
    return _answered(escalation, State.DECLINED, answer, "Give a reason that can be repeated to the requester.", by=by)


def set_outside_number(escalation: Escalation, *, number: str, by: Actor) -> Escalation:
    """The number it has in the other system."""
    ticket = _ticket_of(escalation)
    by.require(May.TICKET_WORK, at=ticket.organisation.scope_path)
    if not number.strip():
        raise Invalid("There is no number.", remedy="Type the number the other system gave.", field="number")
    with change(by) as unit:
        found = Escalation.objects.select_for_update(of=("self",)).get(pk=escalation.pk)
        found.outside_number = number.strip()[:60]
        found.save(update_fields=["outside_number"])
        publish(unit, found, ticket, found.state)
    return found


def _answered(escalation: Escalation, state: Escalation.State, answer: str, remedy: str, *, by: Actor) -> Escalation:
    ticket = _ticket_of(escalation)
    _require_answer(escalation, ticket, by)
    if not answer.strip():
        raise Invalid("There is no answer.", remedy=remedy, field="answer")
    with change(by) as unit:
        found = _locked(escalation, State.SENT, State.ACKNOWLEDGED)
        old, now = found.state, timezone.now()
        found.state, found.answer, found.ended_at, found.nudge_at = state, answer.strip()[:MOST_TEXT], now, None
        found.acknowledged_at = found.acknowledged_at or now
        found.worker_id = found.worker_id or (by.account_id if not found.outside_to else None)
        found.save()
        back_to_campus(ticket, found, by=by)
        publish(unit, found, ticket, old)
        tell(found, ticket, by=by)
    return found


def _require_answer(escalation: Escalation, ticket: Ticket, by: Actor) -> None:
    """The district answers; where it uses another system, the campus writes down what came from there."""
    path = ticket.organisation.scope_path
    if escalation.outside_to and by.can(May.TICKET_WORK, at=path):
        return
    by.require(May.ESCALATION_ANSWER, at=path)
    if ticket.is_private and not by.can(May.TICKET_VIEW_PRIVATE, at=path):
        raise Forbidden(May.TICKET_VIEW_PRIVATE, path)


def _ticket_of(escalation: Escalation) -> Ticket:
    related = (
        "organisation",
        "place__building",
        "place__organisation",
        "requester",
        "symptom",
        "assignee__person",
        "walk__card",
    )
    return Ticket.objects.select_related(*related).get(pk=escalation.ticket_id)


def _locked(escalation: Escalation, *states: Escalation.State) -> Escalation:
    found = Escalation.objects.select_for_update(of=("self",)).select_related("reason").get(pk=escalation.pk)
    if found.state not in states:
        raise Conflict(
            f"The escalation is “{found.get_state_display().lower()}” by now.",
            remedy="Reload the page; somebody was quicker.",
        )
    return found
