"""What REST shows and takes of what readers keep and say: lists, searches, reviews, class sets."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.library.queries.like import LikeFound
from firstbell.library.queries.reviews import Shown


class LikeFilter(Filter):
    title: int | None = Field(None, description="Id of the title they are to be like")
    about: str = Field("", max_length=100, description="Words of what they are about")
    level: str = Field("", max_length=40, description="700L, 600-700L, AR 4.2, F&P M, grade 3")
    limit: int = Field(24, ge=1, le=50)


class LikeReasonOut(Schema):
    """``kind`` is series, author, subject, in_title, in_subject, in_text or level."""

    kind: str
    name: str


class LikeTitleOut(Schema):
    id: int
    title: str
    author: str
    reasons: list[LikeReasonOut]


class LikeOut(Schema):
    """``is_apart``: none is both like the title and about that. ``is_any_level``: none of that level was found."""

    items: list[LikeTitleOut]
    about: str
    is_apart: bool
    is_any_level: bool

    @classmethod
    def of(cls, found: LikeFound) -> LikeOut:
        items = [
            LikeTitleOut(
                id=one.title.pk,
                title=one.title.full_title,
                author=one.title.author,
                reasons=[LikeReasonOut(kind=reason.kind, name=reason.name) for reason in one.reasons],
            )
            for one in found.hits
        ]
        return cls(items=items, about=found.about, is_apart=found.is_apart, is_any_level=found.is_any_level)


class ReadingListIn(Schema):
    name: str = Field(min_length=1, max_length=120)


class ReadingListOut(Schema):
    id: int
    name: str
    changed_at: dt.datetime


class ReadingListTitleIn(Schema):
    title_id: int


class ReadingListTitleOut(Schema):
    id: int
    title_id: int
    title: str = Field(alias="title.full_title")


class BookListFilter(Filter):
    q: str = Field("", max_length=200, description="Words that it fits")
    is_shown: bool | None = None


class BookListIn(Schema):
    organisation_id: int
    name: str = Field(min_length=1, max_length=160)
    summary: str = Field("", max_length=300)
    keywords: str = Field("", max_length=300)
    language: Literal["en", "es"] = "en"
    reach: Literal["everybody", "school", "classes"] = "everybody"
    is_pick: bool = Field(False, description="On the catalogue's first page; for who edits everybody's lists")
    section_ids: list[int] = []


class EditBookListIn(Schema):
    name: str = Field("", max_length=160)
    summary: str = Field("", max_length=300)
    keywords: str = Field("", max_length=300)
    language: Literal["en", "es"] = "en"
    reach: Literal["everybody", "school", "classes"] = "everybody"
    is_pick: bool = False
    section_ids: list[int] = []


class BookListOut(Schema):
    id: int
    organisation_id: int
    name: str
    summary: str
    language: str
    reach: str
    is_shown: bool
    is_pick: bool
    changed_at: dt.datetime


class BookListTitleIn(Schema):
    title_id: int
    note: str = Field("", max_length=300)


class EditBookListTitleIn(Schema):
    note: str = Field(max_length=300)


class BookListTitleOut(Schema):
    id: int
    title_id: int
    title: str = Field(alias="title.full_title")
    position: int
    note: str


class BookListShowIn(Schema):
    is_shown: bool


class MoveBookListTitleIn(Schema):
    way: Literal["up", "down"]


class SavedSearchIn(Schema):
    """``limits`` as the parameters of ``/catalogue/search``."""

    name: str = Field("", max_length=120)
    text: str = Field("", max_length=200)
    limits: dict[str, str] = {}
    exactly: bool = False


class SavedSearchOut(Schema):
    """``new_count``: titles that came since ``seen_at``, as counted at ``counted_at``."""

    id: int
    name: str
    text: str
    limits: dict[str, str]
    exactly: bool
    seen_at: dt.datetime
    counted_at: dt.datetime
    new_count: int


class RenameSavedSearchIn(Schema):
    name: str = Field(min_length=1, max_length=120)


class SavedSearchToPathfinderIn(Schema):
    pathfinder_id: int


class ReviewIn(Schema):
    stars: int = Field(ge=1, le=5)
    text: str = Field("", max_length=1500)


class ReviewOwnOut(Schema):
    """One's own, with how it stands and what the library said."""

    id: int
    title_id: int
    stars: int
    text: str
    state: str
    answer: str
    written_on: dt.date


class ReviewShownOut(Schema):
    id: int
    stars: int
    text: str
    first_name: str
    grade: str


class TitleReviewsOut(Schema):
    """``average`` with three reviews or more."""

    average: float | None
    count: int
    reviews: list[ReviewShownOut]

    @classmethod
    def of(cls, shown: Shown) -> TitleReviewsOut:
        rows = [
            ReviewShownOut(
                id=one.review.pk,
                stars=one.review.stars,
                text=one.review.text,
                first_name=one.first_name,
                grade=one.grade,
            )
            for one in shown.reviews
        ]
        return cls(average=shown.average, count=shown.count, reviews=rows)


class ReviewToDecideOut(Schema):
    """For whoever decides: without its author, who is on the page for those who may know."""

    id: int
    title_id: int
    organisation_id: int
    stars: int
    text: str
    state: str
    is_held: bool
    written_on: dt.date


class ReviewFilter(Filter):
    state: Literal["waiting", "shown", "back", "removed"] = "waiting"


class ReviewDecisionIn(Schema):
    to: Literal["shown", "back", "removed"]
    answer: str = Field("", max_length=500)


class ReviewReportIn(Schema):
    words: str = Field("", max_length=300)


class ReviewReportOut(Schema):
    is_hidden: bool


class ReviewSettingsIn(Schema):
    is_on: bool = False
    signature: Literal["nobody", "grade", "first"] = "nobody"
    hide_after: int = Field(3, ge=1, le=99)
    rules_en: str = Field("", max_length=1000)
    rules_es: str = Field("", max_length=1000)
    source: str = Field("", max_length=200)
    last_checked: dt.date | None = None


class ReviewSettingsOut(ReviewSettingsIn):
    organisation_id: int


class ClassSetFilter(Filter):
    state: str = Field("", max_length=8)


class ClassSetIn(Schema):
    title_id: int
    section_id: int
    count: int = Field(ge=1, le=200)
    first_day: dt.date
    last_day: dt.date
    note: str = Field("", max_length=300)


class ClassSetAnswerIn(Schema):
    answer: str = Field("", max_length=300)


class ClassSetOut(Schema):
    id: int
    title_id: int
    organisation_id: int
    section_id: int | None
    count: int
    first_day: dt.date
    last_day: dt.date
    note: str
    state: str
    answer: str


class ClassSetHandedOut(Schema):
    lent: int
    problems: list[str]
