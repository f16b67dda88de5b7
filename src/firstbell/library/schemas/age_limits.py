"""What REST shows and takes of age limits and of exceptions from them."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema


class AgeLimitOut(Schema):
    """Exactly one of ``shelving_place_id``, ``item_type_id`` and ``interest_from`` is set. Kindergarten is grade 0.
    ``organisation_id`` null: all schools."""

    id: int
    name: str
    organisation_id: int | None
    shelving_place_id: int | None
    item_type_id: int | None
    interest_from: int | None
    lowest_grade: int
    is_on: bool
    source: str
    last_checked: dt.date | None


class AgeLimitIn(Schema):
    """Say exactly one of ``shelving_place_id``, ``item_type_id`` and ``interest_from``; nothing is kept back until ``is_on``."""

    name: str = Field(max_length=100)
    organisation_id: int | None = None
    shelving_place_id: int | None = None
    item_type_id: int | None = None
    interest_from: int | None = Field(None, ge=-1, le=13)
    lowest_grade: int = Field(ge=-1, le=13)
    is_on: bool = False
    source: str = Field("", max_length=200)
    last_checked: dt.date | None = None


class AgeExceptionOut(Schema):
    """It names no title."""

    id: int
    person_id: int
    first_day: dt.date
    last_day: dt.date
    note: str
    given_by: str


class AgeExceptionIn(Schema):
    person_id: int
    first_day: dt.date
    last_day: dt.date
    note: str = Field("", max_length=100)
