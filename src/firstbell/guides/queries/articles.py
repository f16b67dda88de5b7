"""Questions about articles: what fits a message, what is listed, how well they do, who may keep one."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.attachments import attachments_of
from firstbell.core.models import Attachment
from firstbell.core.notifications.recipients import holders
from firstbell.guides import prose, ranking
from firstbell.guides.matching import words_of
from firstbell.guides.models import READS, Article, ArticleFeedback, Audience, MissedSearch
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.prose import as_html, plain
from firstbell.guides.queries.cards import index
from firstbell.people.models import Account, Organisation
from firstbell.rooms.queries import ids_on

__all__ = [
    "ArticleRow", "article_ranking", "article_rows", "as_html", "due_for_review", "files_of_article", "fitting_articles", "in_one_language",
    "is_due", "is_ordinary", "marks_for", "marks_of", "missed_searches", "pictures_of", "plain", "possible_owners",
    "readable_at", "text_of", "votes_of",
]  # fmt: skip

#: So many articles are looked at for one that may be shown: most of a district's are for everybody.
LOOKED_AT = 60
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
MOST_ROWS = 500

_HYPHENED = re.compile(r"\w+(?:-\w+)+")
_building = Lock()
_ranking: tuple[tuple[Any, ...], ranking.Ranking] | None = None


def article_ranking() -> ranking.Ranking:
    """Over all published articles, whoever may read them. Built when one has changed: one small query tells."""
    global _ranking  # noqa: PLW0603  one per process, like the cards' index
    published = Article.objects.published()
    now = published.aggregate(n=Count("pk"), newest=Max("changed_at"), last=Max("pk"))
    stamp = (now["n"], str(now["newest"]), now["last"])
    with _building:
        if _ranking is None or _ranking[0] != stamp:
            _ranking = (stamp, ranking.build(text_of(one) for one in published.select_related("product")))
    return _ranking[1]


def text_of(article: Article) -> ranking.Text:
    """What is searched of one."""
    model = article.product.name if article.product is not None else ""
    body = prose.as_words(article.body)
    head = (article.summary, *article.tag_list, article.about.replace("_", " "), article.place_kind, model,
            _joined(article.title))  # fmt: skip
    return ranking.Text(
        article.pk, article.group, article.title, " ".join(head), f"{body}\n{_joined(body)}", about=article.about,
        product_id=article.product_id,
    )  # fmt: skip


def _joined(text: str) -> str:
    """“Wi-Fi” is searched for as “wifi”, too."""
    return " ".join(one.replace("-", "") for one in _HYPHENED.findall(text))


def fitting_articles(
    text: str,
    readable: QuerySet[Article],
    *,
    language: str = "",
    about: str = "",
    product_id: int | None = None,
    most: int = 2,
    only_sure: bool = True,
) -> list[Article]:
    """Of those that may be read, the ones that fit what somebody wrote, best first, each in one language. Two queries.

    ``readable``: what the reader sees (``visible_to``). ``only_sure``: what may stand beside a fix card.
    """
    if not text.strip():
        return []
    ranked = article_ranking().fitting(text, about=about, product_id=product_id)
    fits = [one for one in ranked if one.is_sure or not only_sure]
    groups = list(dict.fromkeys(one.group for one in fits))[:LOOKED_AT]
    if not groups:
        return []
    in_groups = Q(pk__in=groups) | Q(translation_of__in=groups)
    found: dict[int, list[Article]] = defaultdict(list)
    for article in readable.filter(in_groups, state=Article.State.PUBLISHED).select_related("organisation"):
        found[article.group].append(article)
    matched = {one.pk: place for place, one in enumerate(fits)}
    chosen = [_in_language(found[group], language, matched) for group in groups if group in found]
    return chosen[:most]


def _in_language(articles: Sequence[Article], language: str, matched: Mapping[int, int]) -> Article:
    """Of an article and its translations: the reader's language, else the one whose words fit."""
    return min(articles, key=lambda one: (one.language != language, matched.get(one.pk, len(matched)), one.pk))


def readable_at(organisation: Organisation, audience: Audience) -> QuerySet[Article]:
    """Published ones that somebody of an audience reads at a school, without knowing who it is."""
    below = {
        Audience.EVERYBODY: [Audience.EVERYBODY],
        Audience.STUDENTS: [Audience.EVERYBODY, Audience.STUDENTS],
        Audience.TEACHERS: [Audience.EVERYBODY, Audience.STUDENTS, Audience.TEACHERS],
        Audience.TECHNICIANS: list(Audience),
    }
    here = Article.objects.published().filter(organisation__in=ids_on(organisation.scope_path))
    return here.filter(audience__in=below[audience])


def in_one_language(articles: QuerySet[Article], language: str) -> QuerySet[Article]:
    """Each article once: in this language where it exists in it, else as it was written."""
    published = Article.objects.published().filter(language=language)
    other = (
        Exists(published.filter(translation_of=OuterRef("pk")))
        | Exists(published.filter(pk=OuterRef("translation_of")))
        | Exists(published.filter(translation_of=OuterRef("translation_of")))
    )
    return articles.filter(Q(language=language) | ~other)


def marks_of(article: Article) -> list[str]:
    """Words of the search index that say who may find it: audience with place, for what is read from above or below."""
    code, path = _code(article.audience), article.organisation.scope_path
    return [f"{code}any", f"{code}at{article.organisation_id}", *(f"{code}in{pk}" for pk in ids_on(path))]


def marks_for(actor: Actor) -> list[str]:
    """One of these words an article must carry for this actor to find it."""
    found: list[str] = []
    for audience, permission in READS.items():
        code, scope = _code(audience), actor.scope(permission)
        if scope.is_everywhere:
            found.append(f"{code}any")
            continue
        for path in scope.paths:
            ids = ids_on(path)
            found += [f"{code}in{ids[-1]}", *(f"{code}at{pk}" for pk in ids)]
    return list(dict.fromkeys(found))


def _code(audience: str) -> str:
    return f"a{list(Audience).index(Audience(audience))}"


def is_ordinary(word: str) -> bool:
    """Whether the fix cards use the word: then it need not be the name it also is."""
    spelling = index().spelling
    return spelling is not None and all(spelling.knows(one) for one in words_of(word))


def pictures_of(files: Iterable[Attachment]) -> dict[str, str]:
    """File name to address of the pictures; of two of one name the later."""
    return {one.filename: reverse("core:attachment", args=[one.pk]) for one in files if one.content_type in PICTURES}


def files_of_article(article: Article) -> list[Attachment]:
    return attachments_of(article.ref)


def possible_owners(organisation: Organisation) -> list[Account]:
    """Accounts in use whose people may write there, by name."""
    keys = holders(GuidesPermission.ARTICLE_EDIT, organisation.scope_path)
    ids: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        sort, _, pk = key.partition(":")
        ids[sort].append(int(pk))
    accounts = Account.objects.filter(Q(pk__in=ids["account"]) | Q(person_id__in=ids["person"]), is_active=True)
    return sorted(accounts.select_related("person"), key=lambda one: (one.display_name.lower(), one.pk))


def is_due(article: Article, today: dt.date | None = None) -> bool:
    """Whether somebody should look whether it is still right."""
    return (
        article.is_published and article.review_on is not None and article.review_on <= (today or timezone.localdate())
    )


def due_for_review(today: dt.date) -> QuerySet[Article]:
    return Article.objects.published().filter(review_on__lte=today)


def votes_of(article: Article) -> tuple[int, int, int]:
    """Yes and no on the version that stands, and how many votes older ones have. One query."""
    now = Q(version=article.version)
    counted = article.feedback.aggregate(
        yes=Count("pk", filter=now & Q(is_helpful=True)), no=Count("pk", filter=now & Q(is_helpful=False)),
        older=Count("pk", filter=~now),
    )  # fmt: skip
    return counted["yes"], counted["no"], counted["older"]


@dataclass
class ArticleRow:
    """How an article does: votes of all versions, and of the one that stands; what was said to “no”."""

    article: Article
    yes: int = 0
    no: int = 0
    yes_now: int = 0
    no_now: int = 0
    whys: list[str] = field(default_factory=list)

    @property
    def share(self) -> int | None:
        return round(100 * self.yes / (self.yes + self.no)) if self.yes + self.no else None

    @property
    def wants_rewriting(self) -> bool:
        """Ours: five readers of the version that stands, more than half of them not helped."""
        return self.yes_now + self.no_now >= 5 and self.no_now > self.yes_now

    @property
    def is_due(self) -> bool:
        return is_due(self.article)


def article_rows(actor: Actor) -> list[ArticleRow]:
    """Published articles the actor answers for: those with the most votes first. Three queries."""
    articles = Article.objects.published().editable_by(actor).select_related("organisation", "owner__person")
    rows = {one.pk: ArticleRow(one) for one in articles.order_by("pk")[:MOST_ROWS]}
    votes = ArticleFeedback.objects.filter(article_id__in=list(rows)).order_by()
    counted = votes.values_list("article_id", "version", "is_helpful").annotate(times=Count("pk"))
    for pk, version, is_helpful, times in counted:
        row = rows[pk]
        row.yes, row.no = row.yes + times * is_helpful, row.no + times * (not is_helpful)
        if version == row.article.version:
            row.yes_now, row.no_now = row.yes_now + times * is_helpful, row.no_now + times * (not is_helpful)
    for pk, why in votes.exclude(why="").order_by("-pk").values_list("article_id", "why")[:MOST_ROWS]:
        rows[pk].whys.append(why)
    return sorted(rows.values(), key=lambda row: (-(row.yes + row.no), row.article.title.lower(), row.article.pk))


def missed_searches(actor: Actor) -> list[MissedSearch]:
    """What was searched for and not found, the most frequent first."""
    return list(MissedSearch.objects.visible_to(actor).select_related("organisation").order_by("-times", "words")[:100])
