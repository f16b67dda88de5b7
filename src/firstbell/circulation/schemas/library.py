"""Shapes of holds, what comes back, claims, and what a borrower has."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.circulation.schemas import WinnerOut
from firstbell.core.api import Schema


class PlaceHoldIn(Schema):
    """Wait for any copy of what ``item_id`` is one of (``this_item``: only for this very one), or of ``product_id``."""

    person_id: int
    product_id: int | None = None
    item_id: int | None = None
    this_item: bool = False
    pick_up_id: int | None = None
    starts_on: dt.date | None = None
    need_by: dt.date | None = None
    note: str = ""
    override_reason: str = ""


class HoldOut(Schema):
    """``state``: waiting, transit, ready, fulfilled, cancelled, expired. ``copy_id`` is what is set aside."""

    id: int
    product_id: int
    item_id: int | None
    person_id: int
    organisation_id: int
    state: str
    weight: int
    placed_at: dt.datetime
    starts_on: dt.date | None
    need_by: dt.date | None
    suspended_until: dt.date | None
    copy_id: int | None
    ready_on: dt.date | None
    keep_until: dt.date | None
    note: str
    ended_at: dt.datetime | None


class SuspendIn(Schema):
    """The last day on which it is passed over; null: no longer."""

    until: dt.date | None = None


class AheadIn(Schema):
    reason: str


class PullOut(Schema):
    """A copy to fetch from its shelf; whose it will be is told by the hold, to whom may see it."""

    hold_id: int
    item_id: int
    item: str
    product: str
    pick_up_id: int


class CheckInIn(Schema):
    """What was scanned at return, where, and whether it lay in the book drop."""

    item_id: int
    organisation_id: int | None = None
    condition: str = "good"
    from_book_drop: bool = False


class CheckInOut(Schema):
    """``next_step``: shelf, pickup, transit_hold, transit_home, aside; ``text`` says it for people and names nobody."""

    item_id: int
    was_lent: bool
    used_in_house: bool
    arrived: bool
    next_step: str
    text: str
    hold_id: int | None
    target_id: int | None


class ClaimIn(Schema):
    note: str = ""
    override_reason: str = ""


class ClaimOut(Schema):
    """``state``: open, found, refused, forgiven. ``loan_id`` is null once nobody knows any more which it was."""

    id: int
    person_id: int
    loan_id: int | None
    state: str
    month: dt.date
    note: str
    checks: list[list[str]]


class ShelfCheckIn(Schema):
    seen: str


class SettleClaimIn(Schema):
    outcome: Literal["found", "refused", "forgiven"]


class BorrowedOut(Schema):
    """``state``: open, due_today, overdue."""

    loan_id: int
    item_id: int
    item: str
    title: str
    due_at: dt.datetime | None
    state: str
    label: str
    renewals: int


class BorrowingOut(Schema):
    """``balance_cents`` is null for whoever may not see fees."""

    person_id: int
    loans: list[BorrowedOut]
    holds: list[HoldOut]
    overdue: int
    ready: int
    balance_cents: int | None
    block_reason: str


class EffectiveOut(Schema):
    """What would hold, with the due date of a loan made now; null is none."""

    due_at: dt.datetime | None
    explain: list[str]
    rules: list[WinnerOut]


class PaperReaderOut(Schema):
    """Somebody who would be told on paper. ``cents``: the price of what counts as lost."""

    person_id: int
    homeroom_id: int | None
    count: int
    cents: int
    languages: list[str]


class PaperNoticeIn(Schema):
    """``kind``: overdue, hold_ready, lost, out. ``layout``: homeroom, letter. No homerooms and no grades: everybody."""

    organisation_id: int
    kind: str = "overdue"
    layout: str = "homeroom"
    homeroom_ids: list[int] = []
    grades: list[str] = []


class PaperThingOut(Schema):
    """One of the two: what is out, or what waits."""

    loan_id: int | None
    hold_id: int | None


class PaperNoticeOut(Schema):
    """One strip (``title``, and what is folded in as ``body``) or one letter in one language."""

    person_id: int
    language: str
    title: str
    body: str
    things: list[PaperThingOut]


class LibraryDaysIn(Schema):
    """All of them, 0 is Monday; empty: the class does not come."""

    weekdays: list[int] = Field(max_length=7)


class LibraryDaysEntryIn(LibraryDaysIn):
    section_id: int


class LibraryDaysOut(Schema):
    """On which weekdays a homeroom comes to the library; 0 is Monday."""

    section_id: int
    organisation_id: int
    title: str
    weekdays: list[int]
