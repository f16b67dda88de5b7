"""What happened to imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportUploaded(Event):
    verb: ClassVar[str] = "core.import.uploaded"


@dataclass(frozen=True, kw_only=True)
class ImportApplied(Event):
    """``source_key`` and ``run_id`` let rooms react to their own imports; an unchanged night has not written."""

    verb: ClassVar[str] = "core.import.applied"
    source_key: str
    run_id: int
    has_written: bool

    def summary(self) -> str:
        return f"Applied {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ImportHeld(Event):
    """``started_by`` is the actor key of whoever uploaded it; ``occasion`` tells two holds of one run apart."""

    verb: ClassVar[str] = "core.import.held"
    started_by: str
    filename: str
    place: str
    occasion: str

    def summary(self) -> str:
        return f"Held: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ImportFailed(Event):
    """The file could not be used, or the program came to grief over it; ``note`` says why."""

    verb: ClassVar[str] = "core.import.failed"
    started_by: str
    filename: str
    place: str
    occasion: str

    def summary(self) -> str:
        return f"Failed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ImportReleased(Event):
    verb: ClassVar[str] = "core.import.released"

    def summary(self) -> str:
        return f"Released the hold on {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    verb: ClassVar[str] = "core.import.discarded"


@dataclass(frozen=True, kw_only=True)
class ImportValueMapped(Event):
    verb: ClassVar[str] = "core.import.value_mapped"


@dataclass(frozen=True, kw_only=True)
class ImportGuardChanged(Event):
    verb: ClassVar[str] = "core.import.guard_changed"
