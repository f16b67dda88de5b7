"""Shapes of a person's record and of who may take one."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema


class RecordPartOut(Schema):
    title: str
    rows: int


class DisclosureGroundOut(Schema):
    key: str
    label: str
    cite: str


class RecordPartsOut(Schema):
    """What a record would hold, and the grounds on which it can be handed out."""

    parts: list[RecordPartOut]
    grounds: list[DisclosureGroundOut]


class RecordHandOutIn(Schema):
    to: str = Field(max_length=200, description="Who gets it")
    purpose: str = Field(max_length=300, description="Why, as they asked for it")
    basis: str = Field(max_length=60, description="The key of a ground")


class RecordAccessPatch(Schema):
    """What is left out stays."""

    guardians: bool = True
    staff: bool = True
    student_grades: str = Field("", max_length=100)
    source: str = Field("", max_length=300)
    last_checked: dt.date | None = None


class RecordAccessOut(Schema):
    """Who may take a record without asking the office; ``student_grades``, with commas: whose students take their own."""

    guardians: bool
    staff: bool
    student_grades: str
    source: str
    last_checked: dt.date | None
