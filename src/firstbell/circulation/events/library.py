"""Holds, transit, losses, claims, library days. Events of private item types carry no reader (``about`` stays empty)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """The subject is the hold, named by what is waited for. Of private types nobody stands in ``about``."""

    verb: ClassVar[str] = "circulation.hold.placed"

    def summary(self) -> str:
        return f"Hold on {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class HoldChanged(Event):
    verb: ClassVar[str] = "circulation.hold.changed"

    def summary(self) -> str:
        return f"Hold on {self.subject.label} changed"


@dataclass(frozen=True, kw_only=True)
class HoldReady(Event):
    """A copy lies on the pick-up shelf. ``copy`` is its tag."""

    verb: ClassVar[str] = "circulation.hold.ready"

    hold_id: int
    copy: str

    def summary(self) -> str:
        return f"{self.copy} waits on the pick-up shelf for hold {self.hold_id}"


@dataclass(frozen=True, kw_only=True)
class HoldFulfilled(Event):
    verb: ClassVar[str] = "circulation.hold.fulfilled"

    hold_id: int

    def summary(self) -> str:
        return f"Hold {self.hold_id} on {self.subject.label} was picked up"


@dataclass(frozen=True, kw_only=True)
class HoldCancelled(Event):
    verb: ClassVar[str] = "circulation.hold.cancelled"

    hold_id: int

    def summary(self) -> str:
        return f"Hold on {self.subject.label} cancelled"


@dataclass(frozen=True, kw_only=True)
class HoldExpired(Event):
    """It was ready and nobody picked it up in time."""

    verb: ClassVar[str] = "circulation.hold.expired"

    hold_id: int

    def summary(self) -> str:
        return f"{self.subject.label} was not picked up for hold {self.hold_id}"


@dataclass(frozen=True, kw_only=True)
class HoldUndone(Event):
    """Placing or ending it was taken back."""

    verb: ClassVar[str] = "circulation.hold.undone"

    def summary(self) -> str:
        return f"Undone: hold on {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemSent(Event):
    verb: ClassVar[str] = "circulation.item.sent"

    to: str

    def summary(self) -> str:
        return f"{self.subject.label} is on its way to {self.to}"


@dataclass(frozen=True, kw_only=True)
class ItemArrived(Event):
    verb: ClassVar[str] = "circulation.item.arrived"

    at: str

    def summary(self) -> str:
        return f"{self.subject.label} arrived at {self.at}"


@dataclass(frozen=True, kw_only=True)
class NoticesPrinted(Event):
    """Strips or letters were printed; the subject is the school. How many, never whose nor of what."""

    verb: ClassVar[str] = "circulation.notices.printed"

    what: str
    layout: str
    readers: int
    things: int

    def summary(self) -> str:
        return f"Printed for {self.readers} readers and {self.things} things: {self.what}, {self.layout}"


@dataclass(frozen=True, kw_only=True)
class ItemUsedInHouse(Event):
    """It was scanned at return without being lent: somebody used it here."""

    verb: ClassVar[str] = "circulation.item.used_in_house"

    def summary(self) -> str:
        return f"{self.subject.label} was used in the house"


@dataclass(frozen=True, kw_only=True)
class LoanRecalled(Event):
    """Somebody waits for it: it is due earlier than it was."""

    verb: ClassVar[str] = "circulation.loan.recalled"

    loan_id: int
    due: str = ""

    def summary(self) -> str:
        return f"{self.subject.label} is asked back, {self.due}"


@dataclass(frozen=True, kw_only=True)
class LoanBilled(Event):
    """Overdue for so long that it counts as lost."""

    verb: ClassVar[str] = "circulation.loan.billed"

    loan_id: int

    def summary(self) -> str:
        return f"{self.subject.label} counts as lost"


@dataclass(frozen=True, kw_only=True)
class LossEnded(Event):
    """The time for giving money back is over: the loan of the lost thing is closed."""

    verb: ClassVar[str] = "circulation.loan.loss_ended"

    loan_id: int

    def summary(self) -> str:
        return f"The loss of {self.subject.label} is over"


@dataclass(frozen=True, kw_only=True)
class ClaimMade(Event):
    """Said to be returned. The subject is the item."""

    verb: ClassVar[str] = "circulation.claim.made"

    claim_id: int

    def summary(self) -> str:
        return f"{self.subject.label} is said to be returned"


@dataclass(frozen=True, kw_only=True)
class ShelfChecked(Event):
    verb: ClassVar[str] = "circulation.claim.checked"

    claim_id: int

    def summary(self) -> str:
        return f"Looked for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ClaimSettled(Event):
    verb: ClassVar[str] = "circulation.claim.settled"

    claim_id: int
    how: str

    def summary(self) -> str:
        return f"{self.subject.label}, said to be returned: {self.how.lower()}"


@dataclass(frozen=True, kw_only=True)
class ClassVisitsChanged(Event):
    """The library days of a homeroom."""

    verb: ClassVar[str] = "circulation.class_visits.changed"

    def summary(self) -> str:
        return f"Library days of {self.subject.label}"
