"""What is made for readers: book lists, reviews that were decided about, class sets. Nothing here says what somebody reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BookListSaved(Event):
    """Made, changed, or its titles were."""

    verb: ClassVar[str] = "library.book_list_saved"

    def summary(self) -> str:
        return f"Book list saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BookListShown(Event):
    """Readers find it, or do not any more."""

    verb: ClassVar[str] = "library.book_list_shown"

    def summary(self) -> str:
        return f"Book list {'shown to readers' if self.changes['is_shown'][1] else 'taken away'}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BookListRemoved(Event):
    verb: ClassVar[str] = "library.book_list_removed"

    def summary(self) -> str:
        return f"Book list deleted: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ReviewDecided(Event):
    """A librarian showed, sent back or removed a review. ``subject`` is the review, without its title and its author."""

    verb: ClassVar[str] = "library.review_decided"

    def summary(self) -> str:
        return f"A review was decided about: {self.changes['state'][1]}"


@dataclass(frozen=True, kw_only=True)
class ReviewSettingsSaved(Event):
    verb: ClassVar[str] = "library.review_settings_saved"

    def summary(self) -> str:
        return f"Changed how reviews are done: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClassSetAsked(Event):
    """A teacher asks for copies for a class, or takes the wish back."""

    verb: ClassVar[str] = "library.class_set_asked"

    def summary(self) -> str:
        return f"Class set asked for: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClassSetAnswered(Event):
    """Copies were set aside, or it is not possible."""

    verb: ClassVar[str] = "library.class_set_answered"

    def summary(self) -> str:
        return f"Class set {str(self.changes['state'][1]).lower()}: {self.subject.label}"
