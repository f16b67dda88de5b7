"""What happened to titles and copies. Nothing here ever says who has something."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event
from firstbell.library.events.readers import (
    BookListRemoved as BookListRemoved,
)
from firstbell.library.events.readers import (
    BookListSaved as BookListSaved,
)
from firstbell.library.events.readers import (
    BookListShown as BookListShown,
)
from firstbell.library.events.readers import (
    ClassSetAnswered as ClassSetAnswered,
)
from firstbell.library.events.readers import (
    ClassSetAsked as ClassSetAsked,
)
from firstbell.library.events.readers import (
    ReviewDecided as ReviewDecided,
)
from firstbell.library.events.readers import (
    ReviewSettingsSaved as ReviewSettingsSaved,
)


@dataclass(frozen=True, kw_only=True)
class CopyAdded(Event):
    """``subject`` is the title, ``about`` the copy."""

    verb: ClassVar[str] = "library.copy.added"

    def summary(self) -> str:
        return f"Added a copy of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CopyEdited(Event):
    """What stands on the copy's spine or in its place on the shelf; ``subject`` is the copy."""

    verb: ClassVar[str] = "library.copy.edited"

    def summary(self) -> str:
        return f"Changed {', '.join(self.changes).lower() or 'nothing'} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CopyMoved(Event):
    """``subject`` is the title the copy is of now; ``about`` the former one and the copy."""

    verb: ClassVar[str] = "library.copy.moved"

    def summary(self) -> str:
        return f"A copy was moved to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CopyWithdrawn(Event):
    """``subject`` is the title, ``about`` the copy."""

    verb: ClassVar[str] = "library.copy.withdrawn"

    def summary(self) -> str:
        return f"Withdrew a copy of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CopyReinstated(Event):
    verb: ClassVar[str] = "library.copy.reinstated"

    def summary(self) -> str:
        return f"A withdrawn copy of {self.subject.label} is back"


@dataclass(frozen=True, kw_only=True)
class ShelvingPlaceSaved(Event):
    """A named part of a school's shelves was added or changed."""

    verb: ClassVar[str] = "library.shelving_place.saved"

    def summary(self) -> str:
        return f"Shelving place: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ShelvingPlaceRemoved(Event):
    verb: ClassVar[str] = "library.shelving_place.removed"

    def summary(self) -> str:
        return f"Shelving place removed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitleVisibilitySet(Event):
    """A title was hidden from the public catalogue, or shown again."""

    verb: ClassVar[str] = "library.title.visibility_set"

    is_hidden: bool

    def summary(self) -> str:
        return f"{self.subject.label} is {'hidden' if self.is_hidden else 'shown'} in the catalogue"


@dataclass(frozen=True, kw_only=True)
class TitleDeleted(Event):
    verb: ClassVar[str] = "library.title.deleted"

    def summary(self) -> str:
        return f"Deleted the title {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitlesMerged(Event):
    """``other`` is the entry that went into the subject."""

    verb: ClassVar[str] = "library.title.merged"
    other: str

    def summary(self) -> str:
        return f"{self.other} is the same title as {self.subject.label}; the two entries are one now"


@dataclass(frozen=True, kw_only=True)
class TitlesSplit(Event):
    verb: ClassVar[str] = "library.title.split"
    other: str

    def summary(self) -> str:
        return f"{self.other} is another title after all; the two entries were taken apart"


@dataclass(frozen=True, kw_only=True)
class CatalogueRuleSaved(Event):
    """A template of records or a cover service was added or changed."""

    verb: ClassVar[str] = "library.catalogue_rule.saved"

    def summary(self) -> str:
        return f"Catalogue: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CoverSet(Event):
    """A title has another picture, or none any more; the note says where it came from."""

    verb: ClassVar[str] = "library.cover.set"

    def summary(self) -> str:
        return f"Cover of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitleAdded(Event):
    verb: ClassVar[str] = "library.title.added"

    def summary(self) -> str:
        return f"Added {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RecordReplaced(Event):
    """The record of a title is another one now; the former is kept. ``changes`` names the columns that say something else."""

    verb: ClassVar[str] = "library.record.replaced"

    def summary(self) -> str:
        return f"Changed {', '.join(self.changes) or 'the record'} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitlesLoaded(Event):
    """A load wrote titles and copies. The subject is the import."""

    verb: ClassVar[str] = "library.titles.loaded"

    run_id: int
    added: int = 0
    replaced: int = 0
    copies: int = 0

    def summary(self) -> str:
        return f"Loaded {self.added:,} new titles, {self.replaced:,} better records and {self.copies:,} copies"


@dataclass(frozen=True, kw_only=True)
class LoadUndone(Event):
    """A load was taken back. The subject is the import."""

    verb: ClassVar[str] = "library.load.undone"

    run_id: int
    removed: int = 0
    restored: int = 0
    kept: int = 0

    def summary(self) -> str:
        left = f"; {self.kept:,} were changed since and stay" if self.kept else ""
        return f"Took a load back: {self.removed:,} titles removed, {self.restored:,} former records restored{left}"


@dataclass(frozen=True, kw_only=True)
class LoadProfileEdited(Event):
    verb: ClassVar[str] = "library.load_profile.edited"

    def summary(self) -> str:
        return f"Changed the load profile {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitlesExported(Event):
    verb: ClassVar[str] = "library.titles.exported"

    def summary(self) -> str:
        return f"Exported {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TitleFinished(Event):
    """A title that was added in a hurry has its record now, or is to be finished again."""

    verb: ClassVar[str] = "library.title.finished"

    is_finished: bool

    def summary(self) -> str:
        return f"{self.subject.label} is {'finished' if self.is_finished else 'to be finished'}"


@dataclass(frozen=True, kw_only=True)
class PathfinderSaved(Event):
    """Made, changed, or its parts were. What it says is in its versions, not in the trail."""

    verb: ClassVar[str] = "library.pathfinder_saved"

    def summary(self) -> str:
        return f"Pathfinder saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class PathfinderStateChanged(Event):
    verb: ClassVar[str] = "library.pathfinder_state_changed"

    def summary(self) -> str:
        return f"Pathfinder {str(self.changes['state'][1]).lower()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class PathfinderReviewed(Event):
    """Looked at and still right."""

    verb: ClassVar[str] = "library.pathfinder_reviewed"

    def summary(self) -> str:
        return f"Pathfinder still right: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class PathfinderRemoved(Event):
    """A draft that was never published."""

    verb: ClassVar[str] = "library.pathfinder_removed"

    def summary(self) -> str:
        return f"Draft of a pathfinder deleted: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class DatabaseSaved(Event):
    verb: ClassVar[str] = "library.database_saved"

    def summary(self) -> str:
        return f"Database saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class DatabaseChecked(Event):
    """Its address began or ceased to answer."""

    verb: ClassVar[str] = "library.database_checked"

    def summary(self) -> str:
        return f"Database {str(self.changes['check'][1]).lower()}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ProxyServerSaved(Event):
    """The secret is never in the trail, only that it is another."""

    verb: ClassVar[str] = "library.proxy_server_saved"

    def summary(self) -> str:
        return f"Proxy saved: {self.subject.label}"


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
class CopyKept(Event):
    """It was proposed for weeding and stays; without ``until`` that was taken back."""

    verb: ClassVar[str] = "library.copy.kept"

    until: dt.date | None

    def summary(self) -> str:
        return f"{self.subject.label} " + (
            f"stays until {self.until:%b %-d, %Y}" if self.until else "is looked at again"
        )


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
