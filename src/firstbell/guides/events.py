"""What happens to cards and walks. A walk names no person in the trail: only the card, the room and the device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CardSaved(Event):
    verb: ClassVar[str] = "guides.card_saved"

    def summary(self) -> str:
        return f"Fix card saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CardSwitched(Event):
    verb: ClassVar[str] = "guides.card_switched"

    def summary(self) -> str:
        return f"Fix card {'on' if self.changes['is_active'][1] else 'off'}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WalkStarted(Event):
    verb: ClassVar[str] = "guides.walk_started"

    def summary(self) -> str:
        return f"Tried to fix it: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WalkEnded(Event):
    """``state``: solved, handed_over or left; ``step``: the one that worked."""

    verb: ClassVar[str] = "guides.walk_ended"
    state: str
    step: str = ""

    def summary(self) -> str:
        said = {"solved": "Fixed without a ticket", "handed_over": "Handed over", "left": "Left unfinished"}
        return f"{said[self.state]}: {self.subject.label}"
