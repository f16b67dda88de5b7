"""The ticket's lifecycle as plain data: from, to, who, required fields (domain: ticket lifecycle, 3.1).

``transitions_from`` is what pages and the REST layer offer; ``actions.states`` enforces the same
table. Rows of ours beyond the domain's page: the counter may resolve a ticket of any open state
when it hands the repaired device back (trigger ``RETURN``), undo puts a ticket back to where it
was (``UNDO``), a merge makes an open one a duplicate (``MERGE``), handing it to a student
helper begins the work (``HELPER``), and an alarm that is over ends what nobody took (``ALARM``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission

S = TicketState

WAITING = frozenset({S.WAITING_REQUESTER, S.WAITING_PART, S.WAITING_VENDOR, S.WAITING_DISTRICT, S.WAITING_ROOM})
OPEN = frozenset({S.NEW, S.TRIAGED, S.IN_PROGRESS, S.SCHEDULED}) | WAITING
DONE = frozenset({S.RESOLVED, S.CLOSED, S.CLOSED_NO_REPLY, S.CANCELLED, S.DUPLICATE, S.SPAM})


class Who(StrEnum):
    """Who may take a step, or what takes it."""

    WORKER = "worker"  # holds helpdesk.ticket.work
    REQUESTER = "requester"  # the person the ticket is about
    SCHEDULER = "scheduler"  # time
    RETURN = "return"  # the counter hands the device back
    UNDO = "undo"  # the minute of undo
    INCIDENT = "incident"  # the incident it hangs on was solved
    MERGE = "merge"  # it goes on as another ticket
    HELPER = "helper"  # a student helper was given it
    ALARM = "alarm"  # the alarm it came from is over


@dataclass(frozen=True, slots=True)
class Required:
    """A value the step asks for. ``kind`` says how a form asks; ``name`` is the key in ``details``."""

    name: str
    label: str
    kind: Literal["text", "date", "symptom", "place", "impact", "urgency", "resolution", "account", "ticket"]
    help: str = ""


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. ``label`` is the button's text; ``public`` text also reaches the requester as a reply."""

    froms: frozenset[TicketState]
    to: TicketState
    label: str
    who: frozenset[Who]
    required: tuple[Required, ...] = ()
    icon: str = "arrow-right"


_WORK = frozenset({Who.WORKER})
_TIME = frozenset({Who.SCHEDULER})
_WAKE = Required(
    "wake_on",
    "Ask again on",
    "date",
    "The ticket comes back into the queue on this day, and whoever works on it is told.",
)


def _waiting(to: TicketState, label: str, reason: str, icon: str) -> Transition:
    return Transition(OPEN - {to}, to, label, _WORK, (Required("text", reason, "text"), _WAKE), icon)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        frozenset({S.NEW}),
        S.TRIAGED,
        "Triage",
        _WORK,
        (
            Required("symptom", "What is wrong", "symptom"),
            Required("place", "Where", "place"),
            Required("impact", "Who is hit", "impact"),
            Required("urgency", "How bad", "urgency"),
        ),
        "check",
    ),
    Transition(
        frozenset({S.TRIAGED, S.SCHEDULED}) | WAITING,
        S.IN_PROGRESS,
        "Start work",
        _WORK,
        (Required("assignee", "Who works on it", "account"),),
        "wrench",
    ),
    Transition(
        OPEN - {S.WAITING_REQUESTER},
        S.WAITING_REQUESTER,
        "Ask the requester",
        _WORK,
        (Required("text", "Your question", "text", "The requester reads this."), _WAKE),
        "question",
    ),
    _waiting(S.WAITING_PART, "Wait for a part", "Which part, ordered where", "clock"),
    _waiting(S.WAITING_VENDOR, "Wait for the vendor", "Vendor and RMA or case number", "clock"),
    _waiting(S.WAITING_DISTRICT, "Wait for the district", "What was asked, of whom", "building"),
    _waiting(S.WAITING_ROOM, "Wait for a free room", "Which room, which period", "room"),
    Transition(
        OPEN,
        S.SCHEDULED,
        "Schedule a visit",
        _WORK,
        (
            Required("text", "Day, period and room", "text", "The requester reads this."),
            Required("wake_on", "On", "date"),
        ),
        "calendar",
    ),
    Transition(
        frozenset({S.IN_PROGRESS}),
        S.RESOLVED,
        "Resolve",
        _WORK,
        (
            Required("resolution", "What ended it", "resolution"),
            Required("text", "What was done", "text", "The requester reads this."),
        ),
        "check",
    ),
    Transition(OPEN, S.RESOLVED, "Device handed back", frozenset({Who.RETURN}), (), "check"),
    Transition(OPEN, S.RESOLVED, "Solved with the incident", frozenset({Who.INCIDENT}), (), "check"),
    Transition(frozenset({S.NEW, S.TRIAGED}), S.RESOLVED, "The alarm is over", frozenset({Who.ALARM}), (), "check"),
    Transition(
        frozenset({S.RESOLVED}),
        S.CLOSED,
        "Close",
        frozenset({Who.WORKER, Who.REQUESTER, Who.SCHEDULER}),
        (),
        "check",
    ),
    Transition(frozenset({S.WAITING_REQUESTER}), S.CLOSED_NO_REPLY, "Close, no reply", _TIME),
    # The day has come: back to whoever works on it, or to the queue when nobody does.
    Transition((WAITING | {S.SCHEDULED}) - {S.WAITING_REQUESTER}, S.IN_PROGRESS, "Asks again", _TIME),
    Transition((WAITING | {S.SCHEDULED}) - {S.WAITING_REQUESTER}, S.TRIAGED, "Asks again", _TIME),
    Transition(frozenset({S.SCHEDULED}), S.TRIAGED, "The visit does not suit", frozenset({Who.REQUESTER})),
    Transition(OPEN - {S.IN_PROGRESS}, S.IN_PROGRESS, "With a student helper", frozenset({Who.HELPER})),
    Transition(OPEN, S.DUPLICATE, "Goes on as another ticket", frozenset({Who.MERGE})),
    Transition(
        frozenset({S.RESOLVED, S.CLOSED, S.CLOSED_NO_REPLY}),
        S.IN_PROGRESS,
        "Reopen",
        frozenset({Who.REQUESTER, Who.WORKER}),
        (Required("text", "Why it is not fixed", "text"),),
        "undo",
    ),
    Transition(
        frozenset({S.NEW}),
        S.DUPLICATE,
        "Duplicate of…",
        _WORK,
        (Required("duplicate_of", "The other ticket", "ticket", "Its number, e.g. T-123."),),
        "link",
    ),
    Transition(frozenset({S.NEW}), S.SPAM, "Spam", _WORK, (), "trash"),
    Transition(
        OPEN,
        S.CANCELLED,
        "Cancel",
        frozenset({Who.WORKER, Who.REQUESTER, Who.UNDO}),
        (Required("text", "Reason", "text"),),
        "close",
    ),
    Transition(frozenset({S.RESOLVED}), S.TRIAGED, "Taken back", frozenset({Who.UNDO})),
)


def transition(old: str, new: str, who: Iterable[Who]) -> Transition | None:
    """The step from ``old`` to ``new`` that any of ``who`` may take, or None."""
    allowed = frozenset(who)
    return next((t for t in TRANSITIONS if old in t.froms and new == t.to and t.who & allowed), None)


def roles_towards(ticket: Ticket, actor: Actor) -> frozenset[Who]:
    """What this actor is to this ticket; programs' triggers are never a person's."""
    roles = set()
    if actor.can(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path):
        roles.add(Who.WORKER)
    if actor.person_id is not None and actor.person_id == ticket.requester_id:
        roles.add(Who.REQUESTER)
    return frozenset(roles)


def transitions_from(ticket: Ticket, actor: Actor) -> list[Transition]:
    """The steps this actor may take now, in the table's order."""
    roles = roles_towards(ticket, actor)
    return [t for t in TRANSITIONS if ticket.state in t.froms and t.who & roles]
