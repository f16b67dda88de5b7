"""What REST shows and takes of research: citations, pathfinders, databases."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.library.citations import Kind, Style
from firstbell.library.models import ResearchDatabase


class SourceIn(Schema):
    """One source. Names by role (author, editor, translator, director, host, interviewer, uploader) as “Family, Given”."""

    kind: Kind
    title: str = Field("", max_length=500)
    people: dict[str, list[str]] = Field(default={}, description="Lists of names by role")
    container: str = Field("", max_length=300, description="Journal, newspaper, site, book of a chapter, show")
    database: str = Field("", max_length=120)
    edition: str = Field("", max_length=80)
    volume: str = Field("", max_length=30)
    number: str = Field("", max_length=30)
    season: str = Field("", max_length=30)
    pages: str = Field("", max_length=60)
    publisher: str = Field("", max_length=200)
    place: str = Field("", max_length=120)
    location: str = Field("", max_length=200)
    medium: str = Field("", max_length=120)
    version: str = Field("", max_length=80)
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: Literal["", "spring", "summer", "fall", "autumn", "winter"] = ""
    until: int | None = None
    original_year: int | None = None
    doi: str = Field("", max_length=200)
    url: str = Field("", max_length=2000)
    accessed: dt.date | None = None


class CiteIn(SourceIn):
    style: Style = Style.MLA
    locator: str = Field("", max_length=40, description="The page that is quoted")


class CitedOut(Schema):
    """``is_listed``: false for what stands in the text only. HTML is escaped and has ``<i>`` only."""

    entry: str
    entry_html: str
    in_text: str
    is_listed: bool


class CitationListIn(Schema):
    name: str = Field(min_length=1, max_length=120)
    style: Style = Style.MLA


class EditCitationListIn(Schema):
    name: str = Field("", max_length=120)
    style: Style = Style.MLA


class CitationListOut(Schema):
    id: int
    name: str
    style: str
    changed_at: dt.datetime


class CitationOut(Schema):
    """``data``: the source as it was given, without what is empty."""

    id: int
    data: dict[str, Any]


class PathfinderFilter(Filter):
    q: str = Field("", max_length=100, description="Those that fit a search, as the catalogue shows them")
    state: Literal["", "draft", "published", "retired"] = ""


class PathfinderOut(Schema):
    id: int
    title: str
    summary: str
    keywords: str
    language: str
    organisation_id: int
    reach: str
    state: str
    style: str
    version: int
    is_changed: bool
    review_on: dt.date | None
    published_at: dt.datetime | None


class PathfinderPartOut(Schema):
    id: int
    kind: str
    heading: str
    note: str
    title_id: int | None
    database_id: int | None
    url: str
    query: str


class PathfinderDetailOut(PathfinderOut):
    """``content``: what readers get, the version published last; empty for a draft. Its notes are Markdown."""

    content: dict[str, Any]


class PathfinderIn(Schema):
    organisation_id: int
    title: str = Field(min_length=1, max_length=160)
    summary: str = Field("", max_length=300)
    keywords: str = Field("", max_length=300)
    language: Literal["en", "es"] = "en"
    reach: Literal["everybody", "school", "classes"] = "school"
    section_ids: list[int] = Field(default=[], max_length=60)
    style: Literal["", "mla9", "apa7", "chicago17"] = ""
    review_on: dt.date | None = None


class EditPathfinderIn(Schema):
    """Only what is named is changed."""

    title: str = Field("", max_length=160)
    summary: str = Field("", max_length=300)
    keywords: str = Field("", max_length=300)
    language: Literal["en", "es"] = "en"
    reach: Literal["everybody", "school", "classes"] = "school"
    section_ids: list[int] = Field(default=[], max_length=60)
    style: Literal["", "mla9", "apa7", "chicago17"] = ""
    review_on: dt.date | None = None


class PathfinderPartIn(Schema):
    kind: Literal["text", "title", "database", "link", "search"]
    heading: str = Field("", max_length=160)
    note: str = Field("", max_length=20_000, description="Markdown")
    title_id: int | None = None
    database_id: int | None = None
    url: str = Field("", max_length=1000)
    query: str = Field("", max_length=200)
    limits: dict[str, str] = Field(default={}, description="Of a search: parameters of /catalogue/search")


class EditPathfinderPartIn(Schema):
    heading: str = Field("", max_length=160)
    note: str = Field("", max_length=20_000, description="Markdown")
    url: str = Field("", max_length=1000)
    query: str = Field("", max_length=200)


class MovePathfinderPartIn(Schema):
    way: Literal["up", "down"]


class PathfinderStateIn(Schema):
    to: Literal["published", "retired"]
    note: str = Field("", max_length=300)


class PathfinderReviewIn(Schema):
    review_on: dt.date


class ResearchDatabaseOut(Schema):
    """How to get in is not here: it is for people of the school, on its page. ``check_state``: pass, fail or unknown."""

    id: int
    name: str
    description: str
    description_es: str
    url: str
    subjects: list[str] = Field(alias="subject_list")
    languages: list[str] = Field(alias="language_list")
    grade_low: int
    grade_high: int
    access: str
    organisation_id: int
    licence_until: dt.date | None
    is_offered: bool
    check_state: str
    check_reason: str
    checked_at: dt.datetime | None


class ResearchDatabaseIn(Schema):
    """Grades: −1 is preschool, 0 kindergarten."""

    name: str = Field(min_length=1, max_length=160)
    description: str = Field(min_length=1, max_length=1000)
    description_es: str = Field("", max_length=1000)
    url: str = Field(min_length=1, max_length=1000)
    subjects: list[str] = Field(default=[], max_length=20)
    languages: list[str] = Field(default=["en"], max_length=10)
    grade_low: int = Field(-1, ge=-1, le=12)
    grade_high: int = Field(12, ge=-1, le=12)
    access: ResearchDatabase.Access = ResearchDatabase.Access.OPEN
    proxy_id: int | None = None
    access_notes: str = Field("", max_length=1000)
    access_notes_es: str = Field("", max_length=1000)
    contact: str = Field("", max_length=200)
    licence_until: dt.date | None = None
    is_offered: bool = True


class AddResearchDatabaseIn(ResearchDatabaseIn):
    organisation_id: int


class EditResearchDatabaseIn(ResearchDatabaseIn):
    """Only what is named is changed."""

    name: str = Field("", max_length=160)
    description: str = Field("", max_length=1000)
    url: str = Field("", max_length=1000)


class ProxyServerIn(Schema):
    """An EZproxy that trusts our tickets. ``secret``: the word behind the digest in its user.txt; empty: as it was."""

    organisation_id: int
    name: str = Field(min_length=1, max_length=100)
    login_url: str = Field(min_length=1, max_length=300, description="Ends with /login")
    digest: Literal["sha512", "sha256", "sha1", "md5"] = "sha512"
    groups: str = Field("", max_length=200, description="As AcceptGroups has them, with + between")
    secret: str = Field("", max_length=200)


class ProxyServerOut(Schema):
    id: int
    organisation_id: int
    name: str
    login_url: str
    digest: str
    groups: str
