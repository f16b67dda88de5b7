"""What other rooms bring to the technician's walk plan: registered here, drawn by the room `today`.

A room above registers a function once, as it does with panels::

    register_stops("maintenance", due_inspections)

``due_inspections(actor, organisation, day)`` gives the stops of that school and day the actor may see, at a constant number
of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firstbell.core.actor import Actor
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place


@dataclass(frozen=True, slots=True)
class WalkStop:
    """Something to do at a place. ``place`` with its building selected; ``needed_at``: when it begins to hurt, if known.

    ``fixed``: an agreed time (from, to). ``stops_teaching``: nobody can teach there until it is done, so a lesson is no
    reason to stay away. ``url``: where it is said to be done.
    """

    key: str
    title: str
    url: str
    place: Place
    minutes: int = 10
    needed_at: dt.datetime | None = None
    fixed: tuple[dt.datetime, dt.datetime] | None = None
    stops_teaching: bool = False
    note: str = ""


StopSource = Callable[[Actor, Organisation, dt.date], Iterable[WalkStop]]
_sources: dict[str, StopSource] = {}


def register_stops(name: str, source: StopSource) -> None:
    """``name`` is the room's; a second registration takes the place of the first."""
    _sources[name] = source


def stops_of_others(actor: Actor, organisation: Organisation, day: dt.date) -> list[WalkStop]:
    """What all rooms but the help desk bring, in the order of their names."""
    return [stop for name in sorted(_sources) for stop in _sources[name](actor, organisation, day)]
