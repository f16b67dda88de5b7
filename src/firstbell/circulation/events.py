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
