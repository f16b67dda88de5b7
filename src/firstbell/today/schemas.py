"""What REST shows of a technician's day."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Schema


class StopOut(Schema):
    """``url`` is the page where it is said to be done; ``during_lesson``: teaching is stopped there, so one goes in."""

    key: str
    title: str
    url: str
    place_id: int
    place: str
    arrives: dt.datetime
    is_agreed: bool
    stops_teaching: bool
    during_lesson: bool


class StretchOut(Schema):
    """Stops on one floor before the same bell; ``before`` null: no lesson comes any more."""

    before: dt.datetime | None
    building: str
    floor: str
    stops: list[StopOut]


class WalkPlanOut(Schema):
    """``more``: open tickets with a place that are not on the walk."""

    organisation_id: int
    organisation: str
    made_at: dt.datetime
    more: int
    stretches: list[StretchOut]
