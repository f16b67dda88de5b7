"""Shelves that were read, and what is weeded."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ShelfCheckStarted(Event):
    verb: ClassVar[str] = "library.shelf_check.started"

    def summary(self) -> str:
        return f"Began to read the shelves: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ShelfCheckEnded(Event):
    verb: ClassVar[str] = "library.shelf_check.ended"

    scanned: int
    unseen: int

    def summary(self) -> str:
        return f"Read the shelves: {self.subject.label}, {self.scanned:,} scanned, {self.unseen:,} not seen"


@dataclass(frozen=True, kw_only=True)
class UnseenMarked(Event):
    """What was not seen was set missing, or that was taken back (``is_undo``)."""

    verb: ClassVar[str] = "library.shelf_check.unseen_marked"

    count: int
    is_undo: bool = False

    def summary(self) -> str:
        return (
            f"{'Taken back: ' if self.is_undo else ''}{self.count:,} copies not seen are missing: {self.subject.label}"
        )


@dataclass(frozen=True, kw_only=True)
class WeedingRuleSaved(Event):
    verb: ClassVar[str] = "library.weeding_rule.saved"

    def summary(self) -> str:
        return f"Weeding rule: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WeedingRuleRemoved(Event):
    verb: ClassVar[str] = "library.weeding_rule.removed"

    def summary(self) -> str:
        return f"Weeding rule removed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class GenreSectionSaved(Event):
    verb: ClassVar[str] = "library.genre_section.saved"

    def summary(self) -> str:
        return f"Section of the shelves: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class GenreSectionRemoved(Event):
    verb: ClassVar[str] = "library.genre_section.removed"

    def summary(self) -> str:
        return f"Section of the shelves removed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitleGenreSet(Event):
    """A school puts a title into a section, or leaves it to its record."""

    verb: ClassVar[str] = "library.title.genre_set"

    def summary(self) -> str:
        return f"{self.subject.label} goes to another section"


@dataclass(frozen=True, kw_only=True)
class CopyKept(Event):
    """It was proposed for weeding and stays; without ``until`` that was taken back."""

    verb: ClassVar[str] = "library.copy.kept"

    until: dt.date | None

    def summary(self) -> str:
        return f"{self.subject.label} " + (
            f"stays until {self.until:%b %-d, %Y}" if self.until else "is looked at again"
        )
