"""What REST shows and takes of swaps, and what a station sends of its scans."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from firstbell.core.api import Schema
from firstbell.counter.actions._entries import Entry


class SwapOut(Schema):
    id: int
    person_id: int
    device_id: int
    loaner_id: int
    loan_id: int | None
    ticket_id: int
    is_damaged: bool
    charger_stays: bool
    brought_by_other: bool
    at: dt.datetime
    by: str
    undone_at: dt.datetime | None
    finished_at: dt.datetime | None


class SwapIn(Schema):
    """``key`` may be left out when the request carries an Idempotency-Key; one of both is needed."""

    person_id: int
    device_id: int
    loaner_id: int
    symptom: str
    is_damaged: bool = False
    charger_stays: bool = True
    override_reason: str = ""
    note: str = ""
    key: str = ""


_Code = Annotated[str, Field(max_length=200)]
_Id = Annotated[int, Field(ge=1, lt=2**63)]
_Words = Annotated[list[str], Field(max_length=20)]
_Milliseconds = Annotated[int, Field(ge=-(2**46), lt=2**46)]


class EntryIn(Schema):
    """One act of a station, as ``station/outbox.js`` writes it. Times are milliseconds since 1970, by the station's clock.

    ``offset``: server minus station, in milliseconds, as measured at ``measured`` (the server's clock).
    """

    key: UUID
    sequence: int = Field(ge=0, lt=2**31)
    campaign: _Id | None = None
    school: _Id | None = None
    kind: str = Field(max_length=20)
    at: _Milliseconds
    offset: _Milliseconds = 0
    measured: _Milliseconds | None = None
    confirmed: bool = False
    person: _Id | None = None
    person_code: _Code = ""
    item: _Id | None = None
    item_code: _Code = ""
    along: _Words = []
    missing: _Words = []
    condition: str = Field("good", max_length=10)
    word: str = Field("", max_length=40)
    sure: _Words = []
    reason: str = Field("", max_length=300)
    target: UUID | None = None
    loaner: _Id | None = None
    loaner_code: _Code = ""
    symptom: str = Field("", max_length=60)
    is_damaged: bool = False
    charger_stays: bool = True
    brought_by_other: bool = False
    section: _Id | None = None

    def entry(self) -> Entry:
        """The same as the actions take it. Raises OverflowError for a moment no calendar has."""
        values = self.model_dump(exclude={"campaign", "school", "at", "offset", "measured", "sure"})
        return Entry(
            **values,
            at=_moment(self.at),
            offset=dt.timedelta(milliseconds=self.offset),
            measured_at=_moment(self.measured) if self.measured is not None else None,
            sure=frozenset(self.sure),
        )


def _moment(ms: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=ms)


class SwapReturnIn(Schema):
    """``accessories_missing``: codes of what did not come with the loaner."""

    condition: str = "good"
    accessories_missing: list[str] = Field([], max_length=20)


class PoolOut(Schema):
    """``ready``: own devices that wait to be fetched; each brings a loaner back."""

    organisation_id: int
    available: int
    minimum: int
    overdue: int
    ready: int
    is_low: bool
    low_since: dt.datetime | None

    @staticmethod
    def resolve_organisation_id(pool: Any) -> int:
        return int(pool.organisation.pk)


class PoolIn(Schema):
    minimum: int = Field(ge=0, le=1000)


class CampaignIn(Schema):
    """Without sections and grades: all students of the school. ``kind``: handout or collection."""

    name: str = Field(max_length=100)
    organisation_id: int
    kind: Literal["handout", "collection"]
    item_type_id: int
    section_ids: list[int] = Field([], max_length=500)
    grades: list[str] = Field([], max_length=30)
    accessories: list[str] = Field([], max_length=20)
    place_id: int | None = None


class CampaignOut(Schema):
    id: int
    name: str
    organisation_id: int
    kind: str
    state: str
    item_type_id: int
    section_ids: list[int]
    grades: list[str]
    accessories: list[str]
    place_id: int | None
    created_at: dt.datetime
    created_by: str

    @staticmethod
    def resolve_section_ids(campaign: Any) -> list[int]:
        return [section.pk for section in campaign.sections.all()]


class CampaignMoveIn(Schema):
    """``to``: the next state."""

    to: str


class FiguresOut(Schema):
    """``has`` have a device; ``missing`` are still to come."""

    people: int
    has: int
    left_out: int
    missing: int


class LeaveOutIn(Schema):
    person_id: int
    why: str = ""


class ConflictOut(Schema):
    """``decision``: books, station, other, or empty while it is open."""

    id: int
    organisation_id: int
    campaign_id: int | None
    scan_id: int
    station_says: list[str]
    books_say: list[str]
    found_at: dt.datetime
    decision: str
    decided_at: dt.datetime | None
    decided_by: str
    note: str


class DecisionIn(Schema):
    """For “other”: the item went to the person; without both, ``note`` says what was found out."""

    decision: Literal["books", "station", "other"]
    note: str = Field("", max_length=300)
    person_id: int | None = None
    item_id: int | None = None


class VisitClassOut(Schema):
    """A class that may be served in the library. ``days``: on which weekdays it comes, in words."""

    id: int
    title: str
    organisation_id: int
    students: int
    days: str
    comes_today: bool


class VisitChildOut(Schema):
    """A child of the class with numbers of library things; no titles: those are in the loans, for those who may know."""

    person_id: int
    name: str
    out: int
    overdue: int
    lent_today: int
    is_blocked: bool


class CheckedInAccessoryOut(Schema):
    """A piece that went out with a loan. ``state``: ``back``, when it is here."""

    id: int
    loan_id: int
    code: str
    name: str
    state: str
