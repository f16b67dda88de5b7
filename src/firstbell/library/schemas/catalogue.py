"""What REST shows and takes of the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.library.models import ReadingLevel, Title, TitleHeading, TitleNumber
from firstbell.library.queries.search import LARGEST_PAGE, Found, Hit
from firstbell.library.queries.titles import Alike, SeriesOrder


class CatalogueFilter(Filter):
    q: str = Field("", max_length=200, description="Words, an ISBN, a barcode or a call number")
    exactly: bool = Field(False, description="No word is mended or taken for a limit")
    format: str = Field("", max_length=8)
    language: str = Field("", max_length=3, description="MARC code, e.g. spa")
    fiction: Literal["", "yes", "no"] = ""
    lexile: str = Field("", max_length=20, description="600-700")
    grade: str = Field("", max_length=10, description="3 or 2-4; kindergarten is 0")
    atos: str = Field("", max_length=20, description="3.5-4.5")
    fp: str = Field("", max_length=10, description="Fountas & Pinnell: L-N")
    pages: str = Field("", max_length=20, description="1-100")
    genre: str = Field("", max_length=100)
    heading: int | None = Field(None, description="Id of a heading, from a title")
    dewey: str = Field("", max_length=20, description="590-599")
    year: str = Field("", max_length=20, description="2010-2020")
    available: Literal["", "yes"] = ""
    school: int | None = Field(None, description="Only titles with a copy at this school")
    new: Literal["", "yes"] = ""
    at: int | None = Field(None, description="School whose copies count first")
    order: Literal["best", "new", "popular", "year"] = "best"
    page: int = Field(1, ge=1, le=10_000)
    limit: int = Field(20, ge=1, le=LARGEST_PAGE)

    def limits(self) -> dict[str, object]:
        names = (
            "format", "language", "fiction", "lexile", "grade", "genre", "heading", "dewey", "year", "available", "school",
            "new", "atos", "fp", "pages",
        )  # fmt: skip
        return {name: value for name in names if (value := getattr(self, name)) not in ("", None)}


class ChangeOut(Schema):
    typed: str
    searched: str


class ChoiceOut(Schema):
    value: str
    count: int
    label: str


class FacetOut(Schema):
    """``name`` is the parameter that takes a ``value``."""

    name: str
    choices: list[ChoiceOut]


class CatalogueHitOut(Schema):
    """``available`` of ``copies`` are on a shelf; ``available_here`` of those at the school ``at``."""

    id: int
    title: str
    author: str
    year: int | None
    format: str
    language: str
    copies: int
    available: int
    available_here: int

    @classmethod
    def of(cls, hit: Hit) -> CatalogueHitOut:
        title, held = hit.title, hit.holding
        return cls(
            id=title.pk,
            title=title.full_title,
            author=title.author,
            year=title.year,
            format=title.format,
            language=title.language,
            copies=held.copies,
            available=held.available,
            available_here=held.here[0],
        )


class CatalogueOut(Schema):
    """``total`` is exact unless ``is_capped``: then there are at least so many. ``changes``: what was mended."""

    items: list[CatalogueHitOut]
    total: int
    is_capped: bool
    page: int
    pages: int
    changes: list[ChangeOut]
    is_broadened: bool
    facets: list[FacetOut]

    @classmethod
    def of(cls, found: Found) -> CatalogueOut:
        return cls(
            items=[CatalogueHitOut.of(hit) for hit in found.hits],
            total=found.total,
            is_capped=found.is_capped,
            page=found.page,
            pages=found.pages,
            changes=[ChangeOut(typed=old, searched=new) for old, new in found.changes],
            is_broadened=found.is_broadened,
            facets=[
                FacetOut(
                    name=facet.name,
                    choices=[ChoiceOut(value=one.value, count=one.count, label=one.label) for one in facet.choices],
                )
                for facet in found.facets
            ],
        )


class CatalogueHeadingOut(Schema):
    id: int
    kind: str
    text: str
    role: str
    volume: str

    @classmethod
    def of(cls, use: TitleHeading) -> CatalogueHeadingOut:
        heading = use.heading
        return cls(id=heading.pk, kind=heading.kind, text=heading.text, role=use.role, volume=use.volume)


class CatalogueNumberOut(Schema):
    kind: str
    value: str


class CatalogueLevelOut(Schema):
    """As the record says it: ``field`` is the field it was read from."""

    scheme: str
    text: str
    low: float
    high: float
    field: str


class CatalogueLikeOut(Schema):
    """``why`` is series, author or subject; ``name`` what both have."""

    id: int
    title: str
    why: str
    name: str


class SeriesVolumeOut(Schema):
    id: int
    title: str
    volume: str


class CatalogueSeriesOut(Schema):
    name: str
    volumes: list[SeriesVolumeOut]

    @classmethod
    def of(cls, order: SeriesOrder) -> CatalogueSeriesOut:
        volumes = [
            SeriesVolumeOut(id=one.title.pk, title=one.title.full_title, volume=one.volume) for one in order.volumes
        ]
        return cls(name=order.heading.text, volumes=volumes)


class CatalogueTitleOut(Schema):
    id: int
    title: str
    responsibility: str
    author: str
    publisher: str
    year: int | None
    extent: str
    edition: str
    format: str
    language: str
    audience: str
    is_fiction: bool | None
    summary: str
    contents: str
    dewey: str
    headings: list[CatalogueHeadingOut]
    numbers: list[CatalogueNumberOut]
    levels: list[CatalogueLevelOut]
    series: list[CatalogueSeriesOut]
    alike: list[CatalogueLikeOut]

    @classmethod
    def of(
        cls,
        title: Title,
        uses: Sequence[TitleHeading],
        numbers: Sequence[TitleNumber],
        levels: Sequence[ReadingLevel],
        series: Sequence[SeriesOrder],
        alike: Sequence[Alike],
    ) -> CatalogueTitleOut:
        return cls(
            id=title.pk,
            title=title.full_title,
            responsibility=title.responsibility,
            author=title.author,
            publisher=title.publisher,
            year=title.year,
            extent=title.extent,
            edition=title.edition,
            format=title.format,
            language=title.language,
            audience=title.audience,
            is_fiction=title.is_fiction,
            summary=title.summary,
            contents=title.contents,
            dewey=title.dewey,
            headings=[CatalogueHeadingOut.of(use) for use in uses],
            numbers=[CatalogueNumberOut(kind=one.kind, value=one.value) for one in numbers],
            levels=[
                CatalogueLevelOut(scheme=one.scheme, text=one.text, low=one.low, high=one.high, field=one.field)
                for one in levels
            ],
            series=[CatalogueSeriesOut.of(one) for one in series],
            alike=[
                CatalogueLikeOut(id=one.title.pk, title=one.title.full_title, why=one.why, name=one.name)
                for one in alike
            ],
        )


class AvailabilityOut(Schema):
    """``state`` is on_shelf, out, coming, mending or missing; ``due_on`` of one that is out."""

    copy_id: int
    barcode: str
    school_id: int
    school: str
    place: str
    directions: str
    call_number: str
    volume: str
    state: str
    due_on: dt.date | None
