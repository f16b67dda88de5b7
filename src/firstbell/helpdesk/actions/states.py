"""Move a ticket along its lifecycle. ``helpdesk.lifecycle`` is the table; this enforces it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.events import TicketStateChanged, TicketStepUndone
from firstbell.helpdesk.lifecycle import DONE, Transition, Who, roles_towards, transition
from firstbell.helpdesk.models import HelperJob, Resolution, Ticket, TicketEntry, TicketState, Visit
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import step_of, timing_for

Details = Mapping[str, Any]

_FIELDS = ("symptom", "place", "impact", "urgency", "resolution", "duplicate_of", "wake_on")


def change_state(ticket: Ticket, *, to: TicketState, by: Actor, details: Details | None = None) -> Ticket:
    """One step of the table, as a worker or as the requester.

    ``details`` holds what the step requires, by name, as objects (Symptom, Place, Account,
    Ticket, date) or text, and ``minutes`` spent if they were counted. Raises Conflict when the table has no such step from here (or the
    time for reopening is over), Forbidden when it is not this actor's, Invalid when something
    required is missing.
    """
    with change(by):
        ticket = _locked(ticket)
        roles = roles_towards(ticket, by)
        step = transition(ticket.state, to, roles)
        if step is None:
            _refuse(ticket, to)
        else:
            given = dict(details or {})
            _check_required(step, given)
            _check_reopening(ticket, step, roles)
            _check_other_ticket(ticket, given)
            _check_helper(ticket, step)
            _move(ticket, step, given, by=by)
    return ticket


def resolve_on_return(ticket: Ticket, *, text: str, by: Actor) -> Ticket:
    """The device goes back to its owner at a counter, so the ticket about it is resolved.

    Needs only the right to open tickets for others: whoever may take a device in may hand it back.
    """
    by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=ticket.organisation.scope_path)
    with change(by):
        ticket = _locked(ticket)
        step = transition(ticket.state, TicketState.RESOLVED, {Who.RETURN})
        if step is not None:
            _move(ticket, step, {"resolution": Resolution.DEVICE_RETURNED, "text": text}, by=by)
    return ticket


def resolve_with_incident(ticket: Ticket, incident: Ticket, *, text: str, by: Actor) -> Ticket:
    """The incident it hangs on is solved, so it is too. Needs the right to work where the incident is."""
    by.require(HelpdeskPermission.TICKET_WORK, at=incident.organisation.scope_path)
    with change(by):
        ticket = _locked(ticket)
        step = transition(ticket.state, TicketState.RESOLVED, {Who.INCIDENT})
        if step is not None:
            _move(
                ticket,
                step,
                {"resolution": incident.resolution, "text": f"{incident.number}: {text}".rstrip(": ")},
                by=by,
            )
    return ticket


def take_back_ticket(ticket: Ticket, *, reason: str, by: Actor) -> Ticket:
    """Cancel a ticket that was opened a moment ago by mistake (undo)."""
    by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=ticket.organisation.scope_path)
    with change(by):
        ticket = _locked(ticket)
        step = transition(ticket.state, TicketState.CANCELLED, {Who.UNDO})
        if step is None:
            raise Conflict(
                f"{ticket.number} is already {ticket.get_state_display().lower()}.",
                remedy="Open the ticket and decide there.",
            )
        _move(ticket, step, {"text": reason}, by=by)
    return ticket


def restore_ticket(ticket: Ticket, *, state: str, by: Actor) -> Ticket:
    """Put a ticket that was resolved by a return back to ``state`` (undo of the return)."""
    by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=ticket.organisation.scope_path)
    with change(by):
        ticket = _locked(ticket)
        if ticket.state != TicketState.RESOLVED or state in DONE:
            raise Conflict(f"{ticket.number} has moved on since.", remedy="Open the ticket and decide there.")
        step = transition(ticket.state, TicketState.TRIAGED, {Who.UNDO})
        if step is not None:
            _move(ticket, step, {"text": "The return was taken back."}, by=by, to=TicketState(state))
    return ticket


def undo_step(ticket: Ticket, *, before: Details, after: Details, by: Actor) -> Ticket:
    """Put back what ``queries.step_of`` gave before a step, as long as the ticket is still ``after`` it (undo of many).

    Raises Conflict when it has moved on, Forbidden (``helpdesk.ticket.work``).
    """
    by.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    with change(by) as unit:
        ticket = _locked(ticket)
        if step_of(ticket) != after:
            raise Conflict(f"{ticket.number} has moved on since.", remedy="Open the ticket and decide there.")
        old = TicketState(ticket.state).label
        _put_back(ticket, before)
        label = ticket.get_state_display()
        TicketEntry.objects.create(
            ticket=ticket, kind=TicketEntry.Kind.STATE, text=f"{label}: taken back", author_key=by.key,
            author_name=by.name, at=timezone.now(),
        )  # fmt: skip
        path = ticket.organisation.scope_path
        unit.publish(TicketStepUndone(subject=ticket.ref, org_path=path, changes={"state": (old, label)}))
        unit.reindex(Ticket.KIND_REF, ticket.pk)
    return ticket


def wake_on_reply(ticket: Ticket, *, by: Actor) -> None:
    """The requester answered: a ticket waiting for that goes on."""
    if ticket.state != TicketState.WAITING_REQUESTER:
        return
    with change(by):
        old, now = ticket.state, timezone.now()
        _enter(ticket, TicketState.IN_PROGRESS, now)
        ticket.up_at = now
        ticket.save(update_fields=["state", "state_since", "up_at", "wake_on", "told", "told_on"])
        _tell(ticket, old, "", by=by)


def step_by_program(
    ticket: Ticket, who: Who, *, to: TicketState, by: Actor, text: str = "", **details: Any
) -> Ticket | None:
    """A step that time, a merge or a helper's job takes; None when the ticket is not where the table has such a step.

    The caller's action has asked for the permission.
    """
    with change(by):
        ticket = _locked(ticket)
        step = transition(ticket.state, to, {who})
        if step is None:
            return None
        _move(ticket, step, {"text": text, **details}, by=by)
    return ticket


def _put_back(ticket: Ticket, before: Details) -> None:
    for name in ("resolved_at", "closed_at"):
        setattr(ticket, name, dt.datetime.fromisoformat(before[name]) if before[name] else None)
    ticket.wake_on = dt.date.fromisoformat(before["wake_on"]) if before["wake_on"] else None
    ticket.state, ticket.resolution, ticket.assignee_id = before["state"], before["resolution"], before["assignee_id"]
    ticket.save()


def _locked(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=ticket.pk)


def _refuse(ticket: Ticket, to: TicketState) -> None:
    if transition(ticket.state, to, Who) is not None:
        raise Forbidden(HelpdeskPermission.TICKET_WORK, ticket.organisation.scope_path)
    raise Conflict(
        f"{ticket.number} is {ticket.get_state_display().lower()} and cannot become {to.label.lower()} from there.",
        remedy="Reload the page; somebody may have been quicker.",
    )


def _check_required(step: Transition, details: dict[str, Any]) -> None:
    for required in step.required:
        value = details.get(required.name)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Invalid(
                f"“{required.label}” is missing.", remedy="Fill it in; this step needs it.", field=required.name
            )
    wake_on = details.get("wake_on")
    if isinstance(wake_on, dt.date) and wake_on < timezone.localdate():
        raise Invalid(f"{wake_on:%b %-d, %Y} is past.", remedy="Choose today or a later day.", field="wake_on")


def _check_reopening(ticket: Ticket, step: Transition, roles: frozenset[Who]) -> None:
    ended = ticket.closed_at or ticket.resolved_at
    if step.to != TicketState.IN_PROGRESS or ended is None or Who.WORKER in roles:
        return
    days = timing_for(ticket.organisation).reopen_days
    if timezone.now() - ended > dt.timedelta(days=days):
        raise Conflict(
            f"{ticket.number} ended more than {days} days ago.",
            remedy="Open a new one linked to it, with the button on its page.",
        )


def _check_helper(ticket: Ticket, step: Transition) -> None:
    if step.to == TicketState.RESOLVED and HelperJob.objects.standing().filter(ticket=ticket).exists():
        raise Conflict(
            f"{ticket.number} is with a student helper.", remedy="Sign the work off, or take it back, then resolve."
        )


def _check_other_ticket(ticket: Ticket, details: dict[str, Any]) -> None:
    other = details.get("duplicate_of")
    if other is not None and other.pk == ticket.pk:
        raise Invalid(
            "A ticket cannot be its own duplicate.", remedy="Give the other ticket's number.", field="duplicate_of"
        )


def _move(
    ticket: Ticket, step: Transition, details: dict[str, Any], *, by: Actor, to: TicketState | None = None
) -> None:
    old, new = ticket.state, to or step.to
    now = timezone.now()
    if "assignee" in details:
        assign_ticket(ticket, assignee=details["assignee"], by=by)
    _enter(ticket, new, now)
    is_requester = by.person_id is not None and by.person_id == ticket.requester_id
    if is_requester and new not in DONE:
        ticket.up_at = now
    if old == TicketState.SCHEDULED:
        gone = Visit.State.DECLINED if is_requester and Who.REQUESTER in step.who else Visit.State.OVER
        Visit.objects.filter(ticket=ticket, state=Visit.State.PLANNED).update(state=gone)
    if new == TicketState.RESOLVED:
        ticket.resolved_at = now
    elif new in DONE:
        ticket.closed_at = now
    else:
        ticket.resolved_at = ticket.closed_at = None
        ticket.resolution = ""
    for name in _FIELDS:
        if name in details:
            setattr(ticket, name, details[name])
    ticket.save()
    _tell(ticket, old, str(details.get("text", "")).strip(), by=by, minutes=details.get("minutes"))


def _enter(ticket: Ticket, state: str, now: dt.datetime) -> None:
    """In a new state all waiting begins anew."""
    ticket.state, ticket.state_since = state, now
    ticket.wake_on, ticket.told, ticket.told_on = None, 0, None


def _tell(ticket: Ticket, old: str, text: str, *, by: Actor, minutes: int | None = None) -> None:
    with change(by) as unit:
        label = ticket.get_state_display()
        TicketEntry.objects.create(
            ticket=ticket,
            kind=TicketEntry.Kind.STATE,
            text=f"{label}: {text}" if text else label,
            author_key=by.key,
            author_name=by.name,
            at=timezone.now(),
            minutes=minutes,
        )
        unit.publish(
            TicketStateChanged(
                subject=ticket.ref,
                org_path=ticket.organisation.scope_path,
                changes={"state": (TicketState(old).label, label)},
                note="" if ticket.is_private else text,
                old=old,
                new=ticket.state,
            )
        )
        unit.reindex(Ticket.KIND_REF, ticket.pk)
