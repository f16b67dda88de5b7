"""Cards with their versions, the walks people take through them, and articles."""

from firstbell.guides.models.articles import (
    READS,
    Article,
    ArticleFeedback,
    ArticleVersion,
    Audience,
    MissedSearch,
)
from firstbell.guides.models.cards import Card, CardVersion
from firstbell.guides.models.walks import StepTally, StepTry, Walk

__all__ = [
    "READS", "Article", "ArticleFeedback", "ArticleVersion", "Audience", "Card", "CardVersion", "MissedSearch", "StepTally",
    "StepTry", "Walk",
]  # fmt: skip
