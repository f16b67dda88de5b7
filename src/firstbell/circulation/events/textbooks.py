"""Textbooks of classes, and the end of a school year. No event names a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TextbookPlanned(Event):
    """A class is to have a textbook, or so many of it; the subject is the class's textbook."""

    verb: ClassVar[str] = "circulation.textbook.planned"

    def summary(self) -> str:
        return f"Textbook of a class: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TextbookDropped(Event):
    verb: ClassVar[str] = "circulation.textbook.dropped"

    def summary(self) -> str:
        return f"No longer a textbook of the class: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClassSetLent(Event):
    """So many copies went to the class as one."""

    verb: ClassVar[str] = "circulation.class_set.lent"

    count: int

    def summary(self) -> str:
        return f"Class set lent: {self.count} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClassSetReturned(Event):
    verb: ClassVar[str] = "circulation.class_set.returned"

    count: int

    def summary(self) -> str:
        return f"Class set came back: {self.count} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClassSetUndone(Event):
    verb: ClassVar[str] = "circulation.class_set.undone"

    def summary(self) -> str:
        return f"Undone: class set of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class YearEnded(Event):
    """A library's school year is closed; the subject is the school."""

    verb: ClassVar[str] = "circulation.year.ended"

    year: int

    def summary(self) -> str:
        return f"School year {self.year - 1}-{self.year} closed in the library of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class YearReopened(Event):
    verb: ClassVar[str] = "circulation.year.reopened"

    year: int

    def summary(self) -> str:
        return f"School year {self.year - 1}-{self.year} opened again in the library of {self.subject.label}"
