"""Shapes of load profiles and loads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Schema


class LoadProfileOut(Schema):
    id: int
    key: str
    name: str
    description: str
    school_id: int | None
    is_active: bool
    version: int
    rules: dict[str, Any]
    source: str
    last_checked: dt.date | None


class LoadProfileIn(Schema):
    name: str = Field(max_length=100)
    description: str = Field("", max_length=300)
    school_id: int | None = None
    is_active: bool = True
    rules: dict[str, Any] = Field(
        default_factory=dict, description="As the profile's own; what is left out is as usual"
    )
    source: str = Field("", max_length=300)
    last_checked: dt.date | None = None


class LoadOut(Schema):
    """What an import of records wrote. ``run`` is the import's id."""

    run: int
    profile: str
    profile_version: int
    added: int
    replaced: int
    copies: int
    undone_at: dt.datetime | None
    undone_by: str
    kept: list[dict[str, str]]
