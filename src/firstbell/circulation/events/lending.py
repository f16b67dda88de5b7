"""What happened in circulation. Events of private item types carry no borrower (``about`` stays empty)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemLent(Event):
    """The subject is the item, not the loan: timelines are of things. ``to`` is empty for private types."""

    verb: ClassVar[str] = "circulation.item.lent"

    loan_id: int
    to: str = ""
    due: str = ""

    def summary(self) -> str:
        whom = f" to {self.to}" if self.to else ""
        return f"Lent {self.subject.label}{whom}, {self.due}"


@dataclass(frozen=True, kw_only=True)
class ItemReturned(Event):
    verb: ClassVar[str] = "circulation.item.returned"

    loan_id: int
    whose: str = ""

    def summary(self) -> str:
        return f"Took back {self.subject.label}" + (f" from {self.whose}" if self.whose else "")


@dataclass(frozen=True, kw_only=True)
class LoanRenewed(Event):
    verb: ClassVar[str] = "circulation.loan.renewed"

    loan_id: int
    due: str = ""

    def summary(self) -> str:
        return f"Renewed {self.subject.label}, {self.due}"


@dataclass(frozen=True, kw_only=True)
class LoanConverted(Event):
    verb: ClassVar[str] = "circulation.loan.converted"

    loan_id: int
    to: str = ""

    def summary(self) -> str:
        whom = f" of {self.to}" if self.to else ""
        return f"{self.subject.label} became the own device{whom}"


@dataclass(frozen=True, kw_only=True)
class RenewalUndone(Event):
    verb: ClassVar[str] = "circulation.loan.renewal_undone"

    loan_id: int

    def summary(self) -> str:
        return f"Undone: renewing {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class LoanDueMoved(Event):
    """A closing entered later (or taken back) moved the due date."""

    verb: ClassVar[str] = "circulation.loan.due_moved"

    loan_id: int

    def summary(self) -> str:
        return f"Due date of {self.subject.label} moved"


@dataclass(frozen=True, kw_only=True)
class LendUndone(Event):
    verb: ClassVar[str] = "circulation.item.lend_undone"

    loan_id: int

    def summary(self) -> str:
        return f"Undone: lending {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ReturnUndone(Event):
    verb: ClassVar[str] = "circulation.item.return_undone"

    loan_id: int

    def summary(self) -> str:
        return f"Undone: taking back {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AccessoryReturned(Event):
    """A piece that was missing, or came before its device, is back. The subject is the item it goes with."""

    verb: ClassVar[str] = "circulation.accessory.returned"

    loan_id: int
    accessory: str

    def summary(self) -> str:
        return f"{self.accessory} of {self.subject.label} came back"


@dataclass(frozen=True, kw_only=True)
class AccessoryCharged(Event):
    verb: ClassVar[str] = "circulation.accessory.charged"

    loan_id: int
    accessory: str
    cents: int

    def summary(self) -> str:
        return f"Charged ${self.cents / 100:.2f} for the missing {self.accessory} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AccessoryWaived(Event):
    verb: ClassVar[str] = "circulation.accessory.waived"

    loan_id: int
    accessory: str

    def summary(self) -> str:
        return f"Waived the missing {self.accessory} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AccessoryReopened(Event):
    """Taking it back, charging or waiving it was undone."""

    verb: ClassVar[str] = "circulation.accessory.reopened"

    loan_id: int
    accessory: str

    def summary(self) -> str:
        return (
            f"Undone: {self.accessory} of {self.subject.label} is {'owed' if self.note == 'missing' else 'out'} again"
        )


@dataclass(frozen=True, kw_only=True)
class CartLent(Event):
    """The subject is the cart's place; each device tells its own lending besides."""

    verb: ClassVar[str] = "circulation.cart.lent"

    to: str
    count: int

    def summary(self) -> str:
        return f"Lent {self.subject.label} with {self.count} devices to {self.to}"


@dataclass(frozen=True, kw_only=True)
class CartReturned(Event):
    verb: ClassVar[str] = "circulation.cart.returned"

    back: int
    count: int

    def summary(self) -> str:
        return f"Took back {self.subject.label}: {self.back} of {self.count} back"


@dataclass(frozen=True, kw_only=True)
class CartLendUndone(Event):
    verb: ClassVar[str] = "circulation.cart.lend_undone"

    def summary(self) -> str:
        return f"Undone: lending {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CartReturnUndone(Event):
    verb: ClassVar[str] = "circulation.cart.return_undone"

    def summary(self) -> str:
        return f"Undone: taking back {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class Reserved(Event):
    """The subject is the reservation; it is also about the person and the thing."""

    verb: ClassVar[str] = "circulation.reservation.made"

    person: str
    days: str

    def summary(self) -> str:
        return f"Reserved {self.subject.label} for {self.person}, {self.days}"


@dataclass(frozen=True, kw_only=True)
class ReservationCancelled(Event):
    verb: ClassVar[str] = "circulation.reservation.cancelled"

    person: str

    def summary(self) -> str:
        return f"Cancelled the reservation of {self.subject.label} for {self.person}"


@dataclass(frozen=True, kw_only=True)
class ReservationLapsed(Event):
    """Nobody collected it in its days of waiting."""

    verb: ClassVar[str] = "circulation.reservation.lapsed"

    person: str

    def summary(self) -> str:
        return f"The reservation of {self.subject.label} lapsed: {self.person} did not collect it"


@dataclass(frozen=True, kw_only=True)
class ReservationUndone(Event):
    """Reserving or cancelling was taken back."""

    verb: ClassVar[str] = "circulation.reservation.undone"

    person: str

    def summary(self) -> str:
        return f"Undone: reservation of {self.subject.label} for {self.person}"


@dataclass(frozen=True, kw_only=True)
class BlockSet(Event):
    """The subject is the person."""

    verb: ClassVar[str] = "circulation.block.set"

    def summary(self) -> str:
        return f"Blocked {self.subject.label} from borrowing"


@dataclass(frozen=True, kw_only=True)
class BlockLifted(Event):
    verb: ClassVar[str] = "circulation.block.lifted"

    def summary(self) -> str:
        return f"Lifted a block of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class FeeEntered(Event):
    """A line of the ledger: a charge, payment, waiver or reversal. The subject is the person."""

    verb: ClassVar[str] = "circulation.fee.entered"

    entry_id: int
    kind: str
    cents: int

    def summary(self) -> str:
        return f"{self.kind} of ${abs(self.cents) / 100:.2f}: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class QuietlyEntered(FeeEntered):
    """A line about a private thing. It is not in the trail, where it would stand beside the return that it came with;
    the ledger itself is never edited and says who entered it."""

    verb: ClassVar[str] = "circulation.fee.entered_quietly"
    audited: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Event):
    """A row of the matrix was added, changed or removed."""

    verb: ClassVar[str] = "circulation.rule.changed"

    label: str
    cell: str

    def summary(self) -> str:
        return f"Lending rule “{self.label}” for {self.cell}"


@dataclass(frozen=True, kw_only=True)
class PatronGroupChanged(Event):
    verb: ClassVar[str] = "circulation.patron_group.changed"

    def summary(self) -> str:
        return f"Patron group {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class NamedDueDateChanged(Event):
    verb: ClassVar[str] = "circulation.named_due_date.changed"

    def summary(self) -> str:
        return f"Named due date {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """The subject is the person who left; ``note`` is what they still have."""

    verb: ClassVar[str] = "circulation.case.opened"
    case_id: int

    def summary(self) -> str:
        return f"{self.subject.label} left and still has something of ours"


@dataclass(frozen=True, kw_only=True)
class CasePlanned(Event):
    verb: ClassVar[str] = "circulation.case.planned"
    case_id: int

    def summary(self) -> str:
        return f"Next step in the withdrawal of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CaseEnded(Event):
    """``how`` is the state it ended in, in words."""

    verb: ClassVar[str] = "circulation.case.ended"
    case_id: int
    how: str

    def summary(self) -> str:
        return f"Withdrawal case of {self.subject.label} ended: {self.how.lower()}"
