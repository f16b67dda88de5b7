"""The states of a campaign as plain data: from, to, the button (domain notes 3.4 and 3.5).

``actions.campaigns`` enforces the table, the campaign's page offers it. One row goes further than the notes: a
hand-out may begin without being matched and picked first, because a school that lets each take the next
device from the pile has nothing to match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firstbell.counter.models import Campaign

S = Campaign.State


@dataclass(frozen=True, slots=True)
class Transition:
    """``is_end``: every scan must be settled first. ``hint`` says what the state is for."""

    source: str
    to: str
    button: str
    hint: str
    is_end: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, S.MATCHED, "Match devices", "Give every student who needs one a device of their own."),
    Transition(S.MATCHED, S.DRAFT, "Undo the matching", "Nobody's device is reserved any more."),
    Transition(S.MATCHED, S.PICKED, "Boxes are packed", "Devices lie in boxes by homeroom."),
    Transition(S.DRAFT, S.HANDING_OUT, "Start handing out", "Each takes the next device from the pile."),
    Transition(S.MATCHED, S.HANDING_OUT, "Start handing out", "Each gets the device reserved for them."),
    Transition(S.PICKED, S.HANDING_OUT, "Start handing out", "Each gets the device reserved for them."),
    Transition(S.HANDING_OUT, S.EXCEPTIONS, "Only exceptions are left", "Absent, dead on arrival, no record."),
    Transition(S.EXCEPTIONS, S.HANDING_OUT, "Back to handing out", "More people come than thought."),
    Transition(S.HANDING_OUT, S.CLOSED, "Close", "The hand-out is over.", is_end=True),
    Transition(S.EXCEPTIONS, S.CLOSED, "Close", "The hand-out is over.", is_end=True),
    Transition(S.PLANNED, S.ANNOUNCED, "Announced", "Families know the day and what to bring."),
    Transition(S.PLANNED, S.COLLECTING, "Start collecting", "Stations take devices back."),
    Transition(S.ANNOUNCED, S.COLLECTING, "Start collecting", "Stations take devices back."),
    Transition(S.COLLECTING, S.CHASING, "Chase the rest", "The line is over; what is missing is asked for."),
    Transition(S.CHASING, S.COLLECTING, "Back to collecting", "Another session for absentees."),
    Transition(S.COLLECTING, S.RECONCILED, "Reconciled", "Every device is accounted for.", is_end=True),
    Transition(S.CHASING, S.RECONCILED, "Reconciled", "Every device is accounted for.", is_end=True),
    Transition(S.RECONCILED, S.CLOSED, "Close", "The collection is over.", is_end=True),
)

FIRST = {Campaign.Kind.HANDOUT: S.DRAFT, Campaign.Kind.COLLECTION: S.PLANNED}
SCANNING = frozenset({S.HANDING_OUT, S.EXCEPTIONS, S.COLLECTING, S.CHASING})
"""In these states the stations work."""
ENDED = frozenset({S.RECONCILED, S.CLOSED})


def transitions_from(campaign: Campaign) -> Sequence[Transition]:
    """The steps this campaign may take now."""
    return [step for step in TRANSITIONS if step.source == campaign.state]


def transition(campaign: Campaign, to: str) -> Transition | None:
    return next((step for step in transitions_from(campaign) if step.to == to), None)
