"""What happens to cards, walks and articles. A walk names no person in the trail: only the card, the room and the device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CardSaved(Event):
    verb: ClassVar[str] = "guides.card_saved"

    def summary(self) -> str:
        return f"Fix card saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CardSwitched(Event):
    verb: ClassVar[str] = "guides.card_switched"

    def summary(self) -> str:
        return f"Fix card {'on' if self.changes['is_active'][1] else 'off'}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WalkStarted(Event):
    verb: ClassVar[str] = "guides.walk_started"

    def summary(self) -> str:
        return f"Tried to fix it: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WalkEnded(Event):
    """``state``: solved, handed_over or left; ``step``: the one that worked."""

    verb: ClassVar[str] = "guides.walk_ended"
    state: str
    step: str = ""

    def summary(self) -> str:
        said = {"solved": "Fixed without a ticket", "handed_over": "Handed over", "left": "Left unfinished"}
        return f"{said[self.state]}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ArticleSaved(Event):
    """Written, or changed; another text is another version. What it says is not in the trail."""

    verb: ClassVar[str] = "guides.article_saved"

    def summary(self) -> str:
        return f"Article saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ArticleStateChanged(Event):
    verb: ClassVar[str] = "guides.article_state_changed"

    def summary(self) -> str:
        return f"Article {str(self.changes['state'][1]).lower()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ArticleReviewed(Event):
    """Looked at and still right."""

    verb: ClassVar[str] = "guides.article_reviewed"

    def summary(self) -> str:
        return f"Article still right: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ArticleFileChanged(Event):
    """A picture or document came or went."""

    verb: ClassVar[str] = "guides.article_file_changed"

    def summary(self) -> str:
        return f"Files of the article: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ArticleRemoved(Event):
    """A draft that was never published."""

    verb: ClassVar[str] = "guides.article_removed"

    def summary(self) -> str:
        return f"Draft of an article deleted: {self.subject.label}"
