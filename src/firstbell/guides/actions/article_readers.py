"""What readers leave behind: whether it helped, and what they searched for in vain. Counted; nobody is named."""

from __future__ import annotations

import re

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden, NotFound
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.guides.models import Article, ArticleFeedback, MissedSearch
from firstbell.guides.permissions import GuidesPermission as May
from firstbell.people.models import Organisation, Person

#: A search has few words; more is a story, and a story tells of somebody.
MOST_WORDS = 6
_WORD = re.compile(r"[^\W\d_]{3,24}")


def rate_article(article: Article, *, is_helpful: bool, why: str = "", by: Actor) -> ArticleFeedback:
    """One's word on the version that stands; said again, it replaces the first. Nothing of it is in the trail.

    Raises Forbidden for whoever is nobody, NotFound where the actor does not read it.
    """
    by.require(May.ARTICLE_READ)
    if by.person_id is None and by.account_id is None:
        raise Forbidden(May.ARTICLE_READ)
    if not Article.objects.visible_to(by).published().filter(pk=article.pk).exists():
        raise NotFound("There is no such article for you.", remedy="Look for it again.")
    who = f"person {by.person_id}" if by.person_id is not None else f"account {by.account_id}"
    voter = salted_hmac("guides.article", f"{article.pk} {article.version} {who}", algorithm="sha256").hexdigest()
    with change(by):
        values = {"is_helpful": is_helpful, "why": " ".join(why.split())[:300], "day": timezone.localdate()}
        return ArticleFeedback.objects.update_or_create(
            article=article, version=article.version, voter=voter, defaults=values
        )[0]


def count_missed_search(text: str, *, organisation: Organisation, by: Actor) -> MissedSearch | None:
    """Count the words of a search without a hit at a school; None where nothing is left of it, or for who reads no articles.

    Kept are words of letters, without numbers, addresses and the names of people of that school; the order goes.
    """
    words = _worth_counting(text, organisation) if by.can(May.ARTICLE_READ) and not by.read_only else ""
    if not words:
        return None
    today = timezone.localdate()
    with change(by):
        miss, _ = MissedSearch.objects.get_or_create(
            organisation=organisation, words=words, defaults={"first_on": today, "last_on": today}
        )
        MissedSearch.objects.filter(pk=miss.pk).update(times=F("times") + 1, last_on=today)
    return miss


def forget_feedback_words(feedback: QuerySet[ArticleFeedback], *, by: Actor) -> int:
    """Take out what was written; that it helped or did not stays counted. Returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        return int(feedback.update(why=""))


def forget_missed_searches(missed: QuerySet[MissedSearch], *, by: Actor) -> int:
    """Delete words that nobody has searched for any more. Returns how many."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        return int(missed.delete()[0])


def _worth_counting(text: str, organisation: Organisation) -> str:
    plain = " ".join(one for one in text[:200].lower().split() if "@" not in one and not any(map(str.isdigit, one)))
    words = list(dict.fromkeys(_WORD.findall(plain)))
    if not words or len(words) > MOST_WORDS:
        return ""
    names = _names_among(words, organisation)
    return " ".join(sorted(one for one in words if one not in names))[:80]


def _names_among(words: list[str], organisation: Organisation) -> set[str]:
    """Those of the words that are somebody's name at that school. One query."""
    fields = ("given_name", "family_name", "preferred_given_name", "preferred_family_name")
    is_named = Q(pk__in=[])
    for word in words:
        for field in fields:
            is_named |= Q(**{f"{field}__iexact": word})
    here = Person.objects.filter(is_named, organisation__path__startswith=organisation.scope_path)
    return {part.lower() for row in here.values_list(*fields)[:500] for name in row for part in name.split()}
