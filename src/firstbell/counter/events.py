"""What happens at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SwapPerformed(Event):
    """``device`` and ``loaner`` are the tags; ``due`` the loaner's due day in words."""

    verb: ClassVar[str] = "counter.swap_performed"
    device: str
    loaner: str
    symptom: str
    due: str

    def summary(self) -> str:
        return f"Swap: {self.device} came in ({self.symptom}), loaner {self.loaner} went out, {self.due}"


@dataclass(frozen=True, kw_only=True)
class SwapUndone(Event):
    verb: ClassVar[str] = "counter.swap_undone"
    device: str
    loaner: str

    def summary(self) -> str:
        return f"Swap undone: {self.device} and {self.loaner} are where they were"


@dataclass(frozen=True, kw_only=True)
class SwapFinished(Event):
    verb: ClassVar[str] = "counter.swap_finished"
    device: str
    loaner: str

    def summary(self) -> str:
        return f"Swap finished: {self.loaner} came back, {self.device} went home"


@dataclass(frozen=True, kw_only=True)
class SwapReopened(Event):
    verb: ClassVar[str] = "counter.swap_reopened"
    device: str
    loaner: str

    def summary(self) -> str:
        return f"Return undone: {self.loaner} is out again for {self.device}"


@dataclass(frozen=True, kw_only=True)
class PoolMinimumSet(Event):
    verb: ClassVar[str] = "counter.pool_minimum_set"

    def summary(self) -> str:
        return f"Loaners to keep on the shelf: {self.changes['minimum'][1]}"


@dataclass(frozen=True, kw_only=True)
class LoanerPoolLow(Event):
    """Fewer loaners are on the shelf than the school's minimum; told once, when the level is crossed."""

    verb: ClassVar[str] = "counter.pool_low"

    organisation_id: int
    available: int
    minimum: int
    overdue: int
    ready: int

    def summary(self) -> str:
        return f"{self.subject.label}: {self.available} left, {self.minimum} should be here"


@dataclass(frozen=True, kw_only=True)
class LoanerPoolFilled(Event):
    """As many as the minimum are here again."""

    verb: ClassVar[str] = "counter.pool_filled"

    organisation_id: int
    available: int

    def summary(self) -> str:
        return f"{self.subject.label}: {self.available} are here again"
