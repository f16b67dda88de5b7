"""What happens to the catalogues that are asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TargetSaved(Event):
    """A catalogue was added or changed. The password is never among the changes, only that it is new."""

    verb: ClassVar[str] = "catalogues.target_saved"

    def summary(self) -> str:
        return f"Catalogue “{self.subject.label}” saved"


@dataclass(frozen=True, kw_only=True)
class TargetRemoved(Event):
    verb: ClassVar[str] = "catalogues.target_removed"

    def summary(self) -> str:
        return f"Catalogue “{self.subject.label}” removed"


@dataclass(frozen=True, kw_only=True)
class TargetTried(Event):
    """Somebody tried a catalogue; the daily check is not told, only its findings are kept."""

    verb: ClassVar[str] = "catalogues.target_tried"

    def summary(self) -> str:
        return f"Catalogue “{self.subject.label}” tried: {self.note}"
