"""What guides let go."""

from __future__ import annotations

import datetime as dt

from firstbell.core.retention import Due, retention_kind
from firstbell.guides.actions.article_readers import forget_feedback_words, forget_missed_searches
from firstbell.guides.actions.retention import forget_walks
from firstbell.guides.models import ArticleFeedback, MissedSearch, Walk


@retention_kind("guides.walks", "Walks through fix cards", "Person and words go; card, room, model and outcome stay")
def walks(cutoff: dt.datetime, held: set[int]) -> Due:
    old = Walk.objects.filter(started_at__lt=cutoff, person__isnull=False).exclude(person_id__in=held)
    return Due(old.count, lambda by: forget_walks(old, by=by))


@retention_kind(
    "guides.article_feedback", "What readers wrote about articles", "Their words go; yes and no stay counted"
)
def article_feedback(cutoff: dt.datetime, _held: set[int]) -> Due:
    old = ArticleFeedback.objects.filter(day__lt=cutoff.date()).exclude(why="")
    return Due(old.count, lambda by: forget_feedback_words(old, by=by))


@retention_kind(
    "guides.missed_searches", "Searches for articles without a hit", "Words nobody searches for any more go"
)
def missed_searches(cutoff: dt.datetime, _held: set[int]) -> Due:
    old = MissedSearch.objects.filter(last_on__lt=cutoff.date())
    return Due(old.count, lambda by: forget_missed_searches(old, by=by))
