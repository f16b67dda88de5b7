"""What a station's side shows, as JSON: one homeroom's list, the figures, the other stations. Constant queries."""

from __future__ import annotations

from typing import Any

from firstbell.core.actor import Actor
from firstbell.counter.models import Campaign, Station
from firstbell.counter.queries.looks import Told, person_told
from firstbell.counter.queries.rosters import figures, groups, open_conflicts, roster, stations
from firstbell.people.queries import photo_of, with_photos


def board(campaign: Campaign, actor: Actor, *, section: int | None, station: Station | None) -> Told:
    """``section`` is the homeroom to list; None lists those without one, 0 nobody."""
    numbers = figures(campaign)
    lines = stations(campaign)
    mine = next((line for line in lines if station is not None and line.pk == station.pk), None)
    return {
        "section": section,
        "people": [person_told(one) | {"photo": photo_of(one)} for one in _people(campaign, section, actor)],
        "figures": {"people": numbers.people, "has": numbers.has, "missing": numbers.missing},
        "mine": mine.done if mine is not None else 0,
        "all": sum(line.done for line in lines),
        "stations": [
            {
                "name": line.name, "by": line.by, "done": line.done, "waiting": line.waiting,
                "seconds": line.seconds_ago, "mine": mine is not None and line.pk == mine.pk,
            }
            for line in lines
        ],
        "conflicts": open_conflicts(campaign),
    }  # fmt: skip


def _people(campaign: Campaign, section: int | None, actor: Actor) -> list[Any]:
    return [] if section == 0 else list(with_photos(roster(campaign, section), actor))


def sections_told(campaign: Campaign) -> list[Told]:
    """The homerooms a station can choose from."""
    return [
        {"id": group.section.pk if group.section is not None else None, "title": group.title}
        for group in groups(campaign)
    ]
