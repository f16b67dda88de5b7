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


@dataclass(frozen=True, kw_only=True)
class CampaignSaved(Event):
    verb: ClassVar[str] = "counter.campaign_saved"

    def summary(self) -> str:
        return f"Campaign saved: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CampaignMoved(Event):
    verb: ClassVar[str] = "counter.campaign_moved"

    def summary(self) -> str:
        old, new = self.changes["State"]
        return f"{self.subject.label}: {old} → {new}"


@dataclass(frozen=True, kw_only=True)
class DevicesMatched(Event):
    """``count`` devices were reserved, each for one person."""

    verb: ClassVar[str] = "counter.devices_matched"
    count: int

    def summary(self) -> str:
        return f"{self.subject.label}: {self.count} devices reserved, each for one person"


@dataclass(frozen=True, kw_only=True)
class PersonLeftOut(Event):
    """``why`` is empty when the person takes part again."""

    verb: ClassVar[str] = "counter.person_left_out"
    why: str

    def summary(self) -> str:
        return f"{self.subject.label}: {self.why.lower() or 'takes part again'}"


@dataclass(frozen=True, kw_only=True)
class LostDeviceSeen(Event):
    """A device that is missing, lost or stolen was scanned at a station."""

    verb: ClassVar[str] = "counter.lost_device_seen"
    where: str

    def summary(self) -> str:
        return f"{self.subject.label} is missing by the books and was scanned at {self.where}"


@dataclass(frozen=True, kw_only=True)
class ScanConflictFound(Event):
    verb: ClassVar[str] = "counter.conflict_found"
    station: str
    books: str

    def summary(self) -> str:
        return f"A scan without network does not fit the books: {self.station} But: {self.books}"


@dataclass(frozen=True, kw_only=True)
class ScanConflictDecided(Event):
    verb: ClassVar[str] = "counter.conflict_decided"
    decision: str

    def summary(self) -> str:
        return f"Decided: {self.decision.lower()}. {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class OfflineDataTaken(Event):
    """``people`` names were put on a station for ``hours``, to work without network."""

    verb: ClassVar[str] = "counter.offline_data_taken"
    people: int
    hours: int

    def summary(self) -> str:
        return f"{self.people} people's names and badges were put on a station for {self.hours} hours: offline work"
