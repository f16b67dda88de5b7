"""What REST shows and takes of reading the shelves, of weeding and of labels. Never who has something."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema


class ShelfCheckFilter(Filter):
    organisation_id: int | None = None
    is_over: bool | None = None


class BeginShelfCheckIn(Schema):
    """A part: a shelving place, call numbers from ``first`` to ``last``, or all there is."""

    organisation_id: int
    shelving_place_id: int | None = None
    first: str = Field("", max_length=100)
    last: str = Field("", max_length=100, description="A beginning: “FIC B” takes all that begins so")


class ShelfCheckOut(Schema):
    """``marked_at``: when what was not seen was set missing."""

    id: int
    organisation_id: int
    shelving_place_id: int | None
    first: str = Field(alias="first_call")
    last: str = Field(alias="last_call")
    started_at: dt.datetime
    started_by: str
    ended_at: dt.datetime | None
    marked_at: dt.datetime | None


class ShelfFiguresOut(Schema):
    """``scanned`` are codes, each once; ``expected`` copies."""

    expected: int
    scanned: int
    here: int
    elsewhere: int
    on_loan: int
    unknown: int
    found: int
    not_listed: int
    set_aside: int


class ShelfCheckDetailOut(ShelfCheckOut):
    figures: ShelfFiguresOut
    unseen: int = Field(description="Copies that should stand there and were not scanned")


class ShelfScanIn(Schema):
    code: str = Field(max_length=200)


class ShelfScanFilter(Filter):
    finding: Literal["", "here", "found", "elsewhere", "set_aside", "on_loan", "not_listed", "unknown"] = ""


class ShelfScanOut(Schema):
    """``finding``: here, found (was missing), elsewhere, set_aside, on_loan, not_listed, unknown. ``copy_id`` null: nobody
    knows the code."""

    id: int
    code: str
    finding: str
    copy_id: int | None = Field(alias="item_id")
    title: str
    call_number: str
    at: dt.datetime

    @staticmethod
    def resolve_title(scan: Any) -> str:
        return str(scan.item.product.name) if scan.item is not None else ""

    @staticmethod
    def resolve_call_number(scan: Any) -> str:
        return str(scan.item.call_number) if scan.item is not None else ""


class ShelfMisplacedOut(Schema):
    """A spine that stands wrong, and the two it belongs between; null at an end."""

    scan: ShelfScanOut
    after: ShelfScanOut | None
    before: ShelfScanOut | None


class ShelfUnseenIn(Schema):
    """``count``: how many there are, typed by somebody who has looked for them."""

    count: int = Field(ge=0, le=1_000_000)


class ShelfMissingOut(Schema):
    count: int


class WeedingFilter(Filter):
    organisation_id: int | None = None
    rule_id: int | None = None


class WeedingCopyOut(Schema):
    """A copy that a rule proposes. ``why`` and ``look_for`` in words; ``last_used`` a month, null: never since that is counted."""

    copy_id: int
    title_id: int
    title: str
    barcode: str
    call_number: str
    organisation_id: int
    shelving_place_id: int | None
    condition: str
    year: int | None
    last_used: dt.date | None
    why: str
    look_for: str


class WeedingRuleIn(Schema):
    """Call numbers as beginnings. Of two limits both have to be passed, unless ``either``. ``organisation_id`` null: all schools."""

    name: str = Field(min_length=1, max_length=100)
    organisation_id: int | None = None
    first: str = Field(min_length=1, max_length=40)
    last: str = Field(min_length=1, max_length=40)
    max_age: int | None = Field(None, ge=1, le=200, description="Years since publication")
    max_unused: int | None = Field(None, ge=1, le=50, description="Years without use")
    either: bool = False
    look_for: str = Field("", max_length=200)
    source: str = Field("", max_length=200)
    last_checked: dt.date | None = None


class WeedingRuleOut(WeedingRuleIn):
    id: int


class KeepCopyIn(Schema):
    until: dt.date = Field(description="No rule proposes it before")
    reason: str = Field("", max_length=200)


class KeptCopyOut(Schema):
    copy_id: int
    until: dt.date
    reason: str
    at: dt.datetime
    by: str


class WantedLabelFilter(Filter):
    kind: Literal["", "spine", "pocket", "barcode"] = ""
    organisation_id: int | None = None


class WantedLabelOut(Schema):
    """``code`` and ``lines`` are what stands on it; both empty where there is nothing to print yet."""

    id: int
    copy_id: int
    kind: str
    since: dt.datetime
    code: str
    lines: list[str]


class LabelsPrintedIn(Schema):
    ids: list[int] = Field(min_length=1, max_length=500)


class LabelsPrintedOut(Schema):
    count: int
