"""What the REST interface says of titles, copies and shelving places. Never who has something."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema


class TitleFilter(Filter):
    """``text``: an ISBN, LCCN, a copy's barcode, or how title or author begin."""

    text: str = ""
    format: str = ""
    language: str = ""
    is_temporary: bool | None = None
    is_hidden: bool | None = None
    control_number: str = ""


class NumberOut(Schema):
    """``value`` compares (ISBN-13 without hyphens), ``text`` is as it stood in the record."""

    kind: str
    value: str
    text: str
    is_valid: bool
    is_other_form: bool


class TitleOut(Schema):
    """A title. ``year`` is a number, ``year_text`` as printed; ``language`` a MARC code."""

    id: int
    title: str = Field(alias="full_title")
    responsibility: str
    author: str
    edition: str
    publisher: str
    year: int | None
    year_text: str
    extent: str
    language: str
    format: str
    audience: str
    is_fiction: bool | None
    summary: str
    dewey: str
    control_number: str
    control_source: str
    item_type_id: int
    is_temporary: bool
    is_hidden: bool
    changed_at: dt.datetime
    numbers: list[NumberOut]

    @staticmethod
    def resolve_numbers(title: Any) -> Any:
        return title.numbers.all()


class RecordIn(Schema):
    """A record: ``mrk`` as MARCMaker text, or ``data`` in base64 with its ``form`` (iso2709, marcxml, json).

    ``expected_digest``: the digest of the record that was edited; another one by now is a conflict.
    """

    mrk: str = ""
    data: str = ""
    form: str = "iso2709"
    encoding: str = ""
    source: str = Field("", max_length=60)
    expected_digest: str = ""


class TitleIn(RecordIn):
    item_type_id: int | None = None


class TitlePatch(Schema):
    is_hidden: bool | None = None
    is_temporary: bool | None = None


class TitleMergeIn(Schema):
    """``other_id`` goes into the title of the address."""

    other_id: int
    reason: str
    take: list[str] = []


class RecordOut(Schema):
    """The record as it is kept (``data`` in base64), and readable (``mrk``, empty when nothing can be read)."""

    form: str
    encoding: str
    digest: str
    source: str
    was_salvaged: bool
    remarks: list[dict[str, Any]]
    data: str
    mrk: str


class CopyFilter(Filter):
    title_id: int | None = None
    organisation_id: int | None = None
    shelving_place_id: int | None = None
    item_type_id: int | None = None
    status: str = ""
    barcode: str = ""


class CopyOut(Schema):
    """``shelf_key`` puts copies into the order of the shelf, ``call_sort`` by call number; price in cents."""

    id: int
    title_id: int = Field(alias="product_id")
    barcode: str
    status: str
    condition: str
    organisation_id: int
    item_type_id: int
    call_number: str
    call_sort: str
    shelf_key: str
    genre_section_id: int | None
    cutter: str
    copy_number: str
    volume: str
    shelving_place_id: int | None
    vendor: str
    public_note: str
    price_cents: int | None = Field(alias="cost_cents")


class CopyIn(Schema):
    title_id: int
    organisation_id: int
    barcode: str
    item_type_id: int | None = None
    call_number: str = ""
    cutter: str = ""
    copy_number: str = ""
    volume: str = ""
    shelving_place_id: int | None = None
    vendor: str = ""
    public_note: str = ""
    price_cents: int | None = Field(None, ge=0, le=2**31 - 1)
    wants_labels: bool = False


class CopyPatch(Schema):
    """What is left out stays."""

    organisation_id: int | None = None
    barcode: str | None = None
    item_type_id: int | None = None
    call_number: str | None = None
    cutter: str | None = None
    copy_number: str | None = None
    volume: str | None = None
    shelving_place_id: int | None = None
    vendor: str | None = None
    public_note: str | None = None
    price_cents: int | None = Field(None, ge=0, le=2**31 - 1)


class WithdrawCopyIn(Schema):
    reason: str


class MoveCopyIn(Schema):
    title_id: int


class ShelvingPlaceOut(Schema):
    id: int
    organisation_id: int
    code: str
    name: str
    place_id: int | None
    directions: str
    position: int
    by_genre: bool


class ShelvingPlaceIn(Schema):
    """A code is made of the name where none is given."""

    organisation_id: int
    name: str = Field(max_length=100)
    code: str = Field("", max_length=40)
    place_id: int | None = None
    directions: str = Field("", max_length=200)
    position: int = Field(100, ge=0, le=32767)
    by_genre: bool = Field(False, description="Section first, then call number")


class ShelvingOrderIn(Schema):
    organisation_id: int
    ids: list[int] = Field(max_length=500)


class GenreSectionOut(Schema):
    """``terms`` are genre headings of records (655), folded; of several sections the first by ``position`` counts."""

    id: int
    organisation_id: int
    name: str
    label: str
    position: int
    terms: list[str]


class GenreSectionIn(Schema):
    organisation_id: int
    name: str = Field(max_length=60)
    label: str = Field("", max_length=12, description="On the spine; made of the name when empty")
    position: int = Field(100, ge=0, le=32767)
    terms: list[str] = Field(default_factory=list, max_length=60)


class TitleGenreIn(Schema):
    """``section_id`` null: where its record says."""

    organisation_id: int
    section_id: int | None = None


class TitleGenreOut(Schema):
    """``is_said``: the school said so, not the record."""

    organisation_id: int
    section_id: int | None
    is_said: bool
