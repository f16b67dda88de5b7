"""What REST shows and takes of cards and articles."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.guides.models import Audience, Walk
from firstbell.guides.prose import MOST_LETTERS
from firstbell.guides.queries import ReportRow
from firstbell.guides.queries.articles import ArticleRow


class CardOut(Schema):
    code: str
    title_en: str
    title_es: str
    about: str
    category: str
    version: int
    checked_on: dt.date

    is_active: bool
    has_news: bool
    is_ours: bool


class FixCardFilter(Filter):
    """``state``: in use, unless those who edit cards ask for others."""

    q: str = Field("", max_length=100, description="A code, or words of a title")
    state: Literal["", "off", "news", "all"] = ""
    about: str = Field("", max_length=20)
    category: str = Field("", max_length=20)


class CardDetailOut(CardOut):
    content: dict[str, Any]


class CardTextOut(Schema):
    """``text``: YAML, as it is edited. ``version``: the card's present one, to be sent back as ``seen_version``."""

    code: str
    version: int
    text: str


class NewCardIn(Schema):
    text: str = Field(max_length=60_000, description="YAML")


class EditCardIn(NewCardIn):
    """``seen_version``: the one you read. Keep the keys of steps and questions: what is known of them hangs on them."""

    seen_version: int
    note: str = Field("", max_length=300)


class CardSwitchIn(Schema):
    is_active: bool


class CardVersionOut(Schema):
    number: int
    note: str
    author: str
    at: dt.datetime
    content: dict[str, Any]


class CardReportOut(Schema):
    """Walks that ended. ``share``: per cent solved of those solved or handed over."""

    code: str
    ended: int
    solved: int
    handed_over: int
    left: int
    share: int
    best_step: str
    wants_rewriting: bool

    @staticmethod
    def resolve_code(row: ReportRow) -> str:
        return row.card.code


class WalkFilter(Filter):
    state: str = Field("", max_length=12)
    card: str = Field("", max_length=10, description="Its code")
    organisation_id: int | None = None
    place_id: int | None = None


class WalkOut(Schema):
    """A walk through a fix card. Whose trouble it is, and what they typed, is not told."""

    id: int
    card: str
    version: int
    organisation_id: int
    place_id: int | None
    item_id: int | None
    audience: str
    language: str
    state: str
    escalation: str
    started_at: dt.datetime
    ended_at: dt.datetime | None

    @staticmethod
    def resolve_card(walk: Walk) -> str:
        return walk.card.code


class WalkChoiceOut(Schema):
    """An answer to a question, or a reason to hand over."""

    key: str
    say: str


class WalkEvidenceOut(Schema):
    """``kind``: text, photo, number, yes_no, or choice:a|b."""

    key: str
    what: str
    kind: str


class WalkTryOut(Schema):
    step: str
    outcome: str


class WalkScreenOut(Schema):
    """The one thing to do now, in the walk's language; words between ``**`` are strong.

    ``ask``: give one of ``answers``, or "" for “I do not know”. ``do``: a step; say one of ``outcomes``. ``stop`` and
    ``out``: do what is in ``first``, then hand over or open a ticket, with ``key`` or one of ``escalations``, and with
    what is in ``evidence``. ``elsewhere``: it is the case of ``card``; go on. ``over``: it has ended.
    """

    kind: Literal["ask", "do", "stop", "out", "elsewhere", "over"]
    key: str = ""
    text: str = ""
    number: int = 0
    of: int = 0
    answers: list[WalkChoiceOut] = []
    picture: str = ""
    keys: list[str] = []
    risk: str = ""
    outcomes: list[str] = []
    urgent: bool = False
    first: list[str] = []
    escalations: list[WalkChoiceOut] = []
    evidence: list[WalkEvidenceOut] = []
    card: str = ""


class WalkDetailOut(WalkOut):
    """``safety``: keys of warnings that belong to the whole card."""

    title: str
    safety: list[str]
    answers: dict[str, str]
    tries: list[WalkTryOut]
    screen: WalkScreenOut


class WalkIn(Schema):
    """Without ``person_id`` it is the caller's own trouble. ``place``: a room's code; ``item``: any code of a device.

    Without ``item``, the one thing of the room that the card can be about is taken.
    """

    card: str = Field(max_length=10)
    person_id: int | None = None
    place: str = Field("", max_length=60)
    item: str = Field("", max_length=100)
    language: Literal["en", "es"] = "en"
    said: str = Field("", max_length=500)


class WalkAnswerIn(Schema):
    """``answer`` empty: “I do not know”."""

    question: str = Field(max_length=40)
    answer: str = Field("", max_length=40)


class WalkStepIn(Schema):
    step: str = Field(max_length=40)
    outcome: Literal["worked", "did_not", "done", "skipped"]


class WalkHandOverIn(Schema):
    """``escalation``: the key of one of the card's reasons; empty: nothing helped."""

    escalation: str = Field("", max_length=40)


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
