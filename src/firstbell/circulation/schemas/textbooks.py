"""Shapes of textbooks and of the end of a school year."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Schema


class TextbookIn(Schema):
    """``kind``: each (one for each student), set (``wanted`` of them, held by the teacher). Any copy says the title."""

    section_id: int
    item_id: int | None = None
    product_id: int | None = None
    kind: str = "each"
    wanted: int = 0


class TextbookOut(Schema):
    id: int
    section_id: int
    product_id: int
    kind: str
    wanted: int


class TextbookLineOut(Schema):
    """One student (or teacher) of the class; ``loan_id`` null is who lacks one."""

    person_id: int
    loan_id: int | None
    item_id: int | None
    due_at: dt.datetime | None
    is_lost: bool


class TextbookIssueIn(Schema):
    person_id: int
    item_id: int
    override_reason: str = ""


class TextbookSetIn(Schema):
    """So many, or these. Taken back, ``count`` must be all that is lent; else say what came."""

    teacher_id: int
    count: int | None = None
    item_ids: list[int] = []
    override_reason: str = ""


class TextbookSetOut(Schema):
    count: int


class CollectIn(Schema):
    organisation_id: int
    item_id: int
    brought_by_id: int | None = None


class CollectOut(Schema):
    """``swapped_from_id``: whose copy it was, when somebody else brought it; ``still_out``: what they still have."""

    was_lent: bool
    swapped_from_id: int | None
    still_out: list[int]


class YearEndOut(Schema):
    id: int
    organisation_id: int
    school_year: int
    ended_at: dt.datetime
    ended_by: str
    cleared: dict[str, int]


class YearEndIn(Schema):
    organisation_id: int


class YearPreviewOut(Schema):
    """What closing the year would clear, and what is to be settled by people first."""

    school_year: int
    is_ended: bool
    clears: dict[str, int]
    settle: dict[str, int]
    by_grade: dict[str, int]
    dates_missing: list[str]
