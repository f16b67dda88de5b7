"""What families asked, and limits by age: told without a name of a child and without what it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FamilyWishesChanged(Event):
    """``subject`` is the school. Neither the child nor what the family asked is in it."""

    verb: ClassVar[str] = "library.family_wish.changed"

    def summary(self) -> str:
        return "A wish of a family was recorded, changed or ended"


@dataclass(frozen=True, kw_only=True)
class FamilyRequestChanged(Event):
    """A guardian wrote to the library, or was answered. ``subject`` is the school; nobody is named."""

    verb: ClassVar[str] = "library.family_request.changed"

    def summary(self) -> str:
        return "A family's letter to the library was sent, answered or taken back"


@dataclass(frozen=True, kw_only=True)
class AgeLimitSaved(Event):
    verb: ClassVar[str] = "library.age_limit.saved"

    def summary(self) -> str:
        return f"Age limit “{self.subject.label}” saved"


@dataclass(frozen=True, kw_only=True)
class AgeLimitRemoved(Event):
    verb: ClassVar[str] = "library.age_limit.removed"

    def summary(self) -> str:
        return f"Age limit “{self.subject.label}” removed"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionGiven(Event):
    """``subject`` is the student. No title is in it."""

    verb: ClassVar[str] = "library.age_exception.given"
    until: dt.date

    def summary(self) -> str:
        return f"{self.subject.label} may borrow past age limits through {self.until:%b %-d, %Y}"


@dataclass(frozen=True, kw_only=True)
class AgeExceptionEnded(Event):
    verb: ClassVar[str] = "library.age_exception.ended"

    def summary(self) -> str:
        return f"The exception from age limits for {self.subject.label} has ended"
