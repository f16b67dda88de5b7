"""What REST shows and takes of records that are edited, of templates and of covers."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema
from firstbell.library.schemas.titles import RecordIn


class EditRecordIn(Schema):
    """``expected_digest``: of the record that was opened; empty where the title had none."""

    mrk: str = Field(min_length=1, max_length=400_000, description="The whole record as MARCMaker text")
    expected_digest: str = Field(max_length=64)
    is_finished: bool = True


class TakeOverIn(RecordIn):
    """A record from another catalogue, which ``source`` names; ``title_id`` null: as a new title."""

    title_id: int | None = None
    source: str = Field(min_length=1, max_length=60)


class FormerRecordOut(Schema):
    """``replaced_by_run``: the load that replaced it; null: by hand."""

    id: int
    title_id: int
    form: str
    encoding: str
    source: str
    replaced_at: dt.datetime
    replaced_by: str
    replaced_by_run: int | None


class FormerRecordDetailOut(FormerRecordOut):
    """``data`` in base64; ``mrk`` empty when nothing can be read."""

    digest: str
    data: str
    mrk: str


class RecordTemplateIn(Schema):
    """``text``: a line to a field, as MARCMaker writes it; {title}, {author}, {isbn}, {today} and {year} are filled in.
    ``is_field``: fields that are added to a record, not a record."""

    code: str = Field(min_length=1, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$")
    name: str = Field(min_length=1, max_length=60)
    is_field: bool = False
    format: str = Field("book", max_length=8)
    item_type_id: int | None = Field(None, description="Type of its copies; null: as the format says")
    text: str = Field(min_length=1, max_length=100_000)
    position: int = Field(100, ge=0, le=9999)
    source: str = Field("", max_length=200)
    last_checked: dt.date | None = None


class RecordTemplateOut(Schema):
    id: int
    code: str
    name: str
    is_field: bool
    format: str
    item_type_id: int | None
    text: str
    position: int
    source: str
    last_checked: dt.date | None


class TitleInHurryIn(Schema):
    title: str = Field(min_length=1, max_length=500)
    author: str = Field("", max_length=300, description="Family name first")
    isbn: str = Field("", max_length=30)


class CoverOut(Schema):
    """``has_picture`` false: somebody looked and there was none, or it was taken off; ``finding`` says why."""

    title_id: int
    has_picture: bool
    width: int
    height: int
    source: str
    looked_at: dt.datetime
    finding: str

    @staticmethod
    def resolve_has_picture(cover: object) -> bool:
        return bool(getattr(cover, "file", ""))


class CoverRefusedOut(Schema):
    file: str
    reason: str


class CoversFromZipOut(Schema):
    """``kept``: files that became a cover."""

    kept: int
    refused: list[CoverRefusedOut]


class CoverServiceIn(Schema):
    """Nothing but the ISBN is sent to it. Read its terms before ``is_on``."""

    name: str = Field(min_length=1, max_length=60)
    url_pattern: str = Field(max_length=300, description="https://…{isbn}…: {isbn} is where the number goes")
    is_on: bool = False
    seconds: int = Field(10, ge=1, le=60, description="How long to wait for an answer")
    position: int = Field(100, ge=0, le=9999)
    source: str = Field("", max_length=200, description="Where its terms stand")
    last_checked: dt.date | None = None


class CoverServiceOut(CoverServiceIn):
    """``finding``: what it said last."""

    id: int
    asked_at: dt.datetime | None
    finding: str
