"""Cards with their versions, and the walks people take through them."""

from firstbell.guides.models.cards import Card, CardVersion
from firstbell.guides.models.walks import StepTally, StepTry, Walk

__all__ = ["Card", "CardVersion", "StepTally", "StepTry", "Walk"]
