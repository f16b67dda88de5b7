"""What REST shows and takes of cards and articles."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.guides.models import Audience
from firstbell.guides.prose import MOST_LETTERS
from firstbell.guides.queries.articles import ArticleRow


class CardOut(Schema):
    code: str
    title_en: str
    title_es: str
    about: str
    category: str
    version: int
    checked_on: dt.date


class CardDetailOut(CardOut):
    content: dict[str, Any]


class MatchIn(Schema):
    text: str = Field(min_length=1, max_length=4000)
    about: str = Field(default="", max_length=20, description="What it is about, e.g. projector, where that is known")
    language: Literal["en", "es"] = "en"
    most: int = Field(default=3, ge=1, le=10)


class CardMatchOut(Schema):
    code: str
    title: str
    sure: float


class ArticleFilter(Filter):
    q: str = Field("", max_length=200, description="Words; one wrong letter in each is forgiven")
    state: Literal["", "draft", "published", "withdrawn"] = ""
    language: Literal["", "en", "es"] = ""
    audience: str = Field("", max_length=12)
    organisation_id: int | None = None
    about: str = Field("", max_length=20)
    tag: str = Field("", max_length=30)
    due: bool = Field(False, description="Only published ones whose day of review has come")


class ArticleOut(Schema):
    """``tags`` are small letters. The text comes with one article."""

    id: int
    title: str
    summary: str
    language: str
    audience: str
    state: str
    organisation_id: int
    translation_of_id: int | None
    tags: list[str] = Field(alias="tag_list")
    about: str
    product_id: int | None
    place_kind: str
    review_on: dt.date | None
    version: int
    changed_at: dt.datetime
    published_at: dt.datetime | None


class ArticleDetailOut(ArticleOut):
    """``body`` is Markdown. Whoever shows it must make HTML of it that cannot act."""

    body: str
    owner_id: int | None


class ArticleIn(Schema):
    organisation_id: int
    title: str = Field(min_length=1, max_length=160)
    summary: str = Field("", max_length=300)
    body: str = Field("", max_length=MOST_LETTERS, description="Markdown")
    language: Literal["en", "es"] = "en"
    audience: Audience = Audience.TECHNICIANS
    translation_of_id: int | None = None
    tags: list[str] = Field(default=[], max_length=8)
    about: str = Field("", max_length=20)
    product_id: int | None = None
    place_kind: str = Field("", max_length=10)
    owner_id: int | None = None
    review_on: dt.date | None = Field(None, description="Needed before it is published")


class EditArticleIn(Schema):
    """Only what is named is changed; ``null`` takes a thing away where there may be none."""

    seen_version: int
    note: str = Field("", max_length=300)
    organisation_id: int = 0
    title: str = Field("", max_length=160)
    summary: str = Field("", max_length=300)
    body: str = Field("", max_length=MOST_LETTERS)
    language: Literal["en", "es"] = "en"
    audience: Audience = Audience.TECHNICIANS
    translation_of_id: int | None = None
    tags: list[str] = Field(default=[], max_length=8)
    about: str = Field("", max_length=20)
    product_id: int | None = None
    place_kind: str = Field("", max_length=10)
    owner_id: int | None = None
    review_on: dt.date | None = None


class ArticleStateIn(Schema):
    to: Literal["published", "withdrawn"]


class ArticleReviewIn(Schema):
    review_on: dt.date


class RestoreArticleIn(Schema):
    number: int = Field(ge=1, le=2_000_000_000)
    seen_version: int


class ArticleVersionOut(Schema):
    number: int
    title: str
    summary: str
    body: str
    note: str
    author: str
    at: dt.datetime


class ArticleFeedbackIn(Schema):
    is_helpful: bool
    why: str = Field("", max_length=300, description="What was missing; without names")


class ArticleFeedbackOut(Schema):
    version: int
    is_helpful: bool
    why: str


class ArticleReportOut(Schema):
    """``share``: per cent of yes; null where nobody has answered. ``is_due``: its day of review has come."""

    article_id: int
    title: str
    yes: int
    no: int
    share: int | None
    wants_rewriting: bool
    is_due: bool
    whys: list[str]

    @staticmethod
    def resolve_article_id(row: ArticleRow) -> int:
        return row.article.pk

    @staticmethod
    def resolve_title(row: ArticleRow) -> str:
        return row.article.title


class MissedSearchOut(Schema):
    words: str
    organisation_id: int
    times: int
    first_on: dt.date
    last_on: dt.date
