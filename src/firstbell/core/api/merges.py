"""What merging two records looks like over REST, the same for people and items."""

from __future__ import annotations

import datetime as dt

from ninja import Schema


class MergeOut(Schema):
    """``split_at`` null: it stands."""

    id: int
    keeper_id: int
    loser_id: int
    reason: str
    merged_at: dt.datetime
    merged_by: str
    split_at: dt.datetime | None


class SplitOut(Schema):
    left: list[str]


class ObstacleOut(Schema):
    """``is_final``: the merge is refused."""

    text: str
    remedy: str
    is_final: bool


class MovingOut(Schema):
    """So many rows of a kind would come along; so many stay behind."""

    label: str
    count: int
    stays: int


class MergePreviewOut(Schema):
    obstacles: list[ObstacleOut]
    moving: list[MovingOut]
