"""What REST shows and takes of swaps, and what a station sends of its scans."""

from __future__ import annotations

import datetime as dt
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


Code = Field("", max_length=200)
Id = Field(None, ge=1, lt=2**63)
Words = Field(default_factory=list, max_length=20)
_MS = {"ge": -(2**46), "lt": 2**46}


class EntryIn(Schema):
    """One act of a station, as ``station/outbox.js`` writes it. Times are milliseconds since 1970, by the station's clock.

    ``offset``: server minus station, in milliseconds, as measured at ``measured`` (the server's clock).
    """

    key: UUID
    sequence: int = Field(ge=0, lt=2**31)
    campaign: int | None = Id
    school: int | None = Id
    kind: str = Field(max_length=20)
    at: int = Field(**_MS)
    offset: int = Field(0, **_MS)
    measured: int | None = Field(None, **_MS)
    confirmed: bool = False
    person: int | None = Id
    person_code: str = Code
    item: int | None = Id
    item_code: str = Code
    along: list[str] = Words
    missing: list[str] = Words
    condition: str = Field("good", max_length=10)
    word: str = Field("", max_length=40)
    sure: list[str] = Words
    reason: str = Field("", max_length=300)
    target: UUID | None = None
    loaner: int | None = Id
    loaner_code: str = Code
    symptom: str = Field("", max_length=60)
    is_damaged: bool = False
    charger_stays: bool = True
    brought_by_other: bool = False

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
