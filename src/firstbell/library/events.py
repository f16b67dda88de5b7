"""What happened in the catalogue. A load of ten thousand titles is one event, not ten thousand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


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
