"""Shapes of what connectors share, over REST."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Schema


class ImportChoicesPatch(Schema):
    """What is left out stays; which of them a run takes depends on its kind.

    ``school_id``: of what names none. ``assign``: lend each device that nobody has to its user. ``add_people``: bring in
    who is not here yet, as provisional; ``kind``: what they are. ``open_tickets``: what becomes of those still open
    there; ``system``: what the other help desk is called.
    """

    assign: bool = False
    school_id: int | None = None
    add_people: bool = False
    kind: Literal["", "student", "staff", "guardian"] = ""
    open_tickets: Literal["", "open", "closed"] = ""
    system: str = Field("", max_length=60)


class ColumnChoiceOut(Schema):
    key: str
    label: str


class ImportColumnsOut(Schema):
    """``columns`` has for each of ``header`` the key of one of ``choices``; ``missing`` what must still be said."""

    header: list[str]
    columns: list[str]
    has_header: bool
    day_first: bool
    version: int = Field(description="Of what was said before of such a header; 0: it is proposed from the names")
    choices: list[ColumnChoiceOut]
    missing: list[str]


class ImportColumnsIn(Schema):
    """``day_first``: dates such as 3/4/2026 mean the 3rd of April."""

    columns: list[str] = Field(min_length=1, max_length=2000)
    has_header: bool = True
    day_first: bool = False


class UnitPlaceIn(Schema):
    """``unit`` as an issue names it: an organisational unit, or a location."""

    unit: str = Field(min_length=1, max_length=300)
    field: Literal["unit", "location"] = "unit"
    organisation_id: int


class ColumnMappingOut(Schema):
    id: int
    source_key: str
    organisation_id: int
    header: list[str]
    columns: list[str]
    has_header: bool
    day_first: bool
    version: int
    set_by: str
    set_at: dt.datetime


class ColumnMappingIn(Schema):
    columns: list[str] = Field(min_length=1, max_length=2000)
    day_first: bool = False


class LocationRuleIn(Schema):
    """``pattern`` is compared without case, * stands for any text; at least one of school, type and place is said.

    A rule without ``organisation_id`` holds for every school; a place goes only with its school.
    """

    pattern: str = Field(min_length=1, max_length=300)
    field: Literal["unit", "location"] = "unit"
    priority: int = Field(50, ge=1, le=9999, description="Smaller numbers are asked first")
    organisation_id: int | None = None
    item_type_id: int | None = None
    place_id: int | None = None


class LocationRuleOut(LocationRuleIn):
    id: int
    source: str
    last_checked: dt.date | None
