"""Time and articles: whoever keeps one is asked whether it is still right, once for each date."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor, system_actor
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.recipients import holders
from firstbell.core.schedule import every
from firstbell.guides.models import Article
from firstbell.guides.notices import ARTICLE_DUE
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries.articles import due_for_review

MOST_AT_ONCE = 200


@every(minutes=60, name="guides.reviews", label="Ask for the review of articles")
def ask_for_reviews(now: dt.datetime) -> str:
    """Articles whose day has come and whose owner was not asked for that day."""
    by = system_actor("articles", via="task")
    due = due_for_review(timezone.localdate(now)).filter(Q(told_for=None) | ~Q(told_for=F("review_on")))
    asked = [_ask(one, by) for one in due.select_related("organisation", "owner").order_by("pk")[:MOST_AT_ONCE]]
    return f"{len(asked)} articles due, {sum(asked)} people asked"


def _ask(article: Article, by: Actor) -> int:
    path = article.organisation.scope_path
    keeps = article.owner is not None and article.owner.is_active
    to = [f"account:{article.owner_id}"] if keeps else holders(GuidesPermission.ARTICLE_EDIT, path)
    with change(by):
        told = send_notice(
            article.ref, kind=ARTICLE_DUE.key, to=to, values={"article": article.title, "day": article.review_on or ""},
            occasion=str(article.review_on), org_path=path, link=reverse("guides:article", args=[article.pk]), by=by,
        )  # fmt: skip
        Article.objects.filter(pk=article.pk).update(told_for=article.review_on)
    return told
