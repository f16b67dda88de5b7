"""Pathfinders and research databases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


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
