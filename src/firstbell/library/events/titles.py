"""What happened to titles, copies and their records. Nothing here ever says who has something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


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
