"""Loans, the rules that govern them, blocks and fees: of anything with a barcode."""

from firstbell.circulation.models.accessories import LoanAccessory
from firstbell.circulation.models.blocks import Block
from firstbell.circulation.models.carts import CartLoan
from firstbell.circulation.models.cases import WithdrawalCase
from firstbell.circulation.models.charges import LoanCharge
from firstbell.circulation.models.claims import Claim
from firstbell.circulation.models.fees import FeeEntry
from firstbell.circulation.models.guards import QuietOverride
from firstbell.circulation.models.holds import Hold, Transit
from firstbell.circulation.models.loans import Loan
from firstbell.circulation.models.numbers import LendingCount, ProductUse
from firstbell.circulation.models.policies import CirculationRule, NamedDueDate, PatronGroup
from firstbell.circulation.models.reservations import Reservation, ReservedDay
from firstbell.circulation.models.textbooks import SectionTextbook
from firstbell.circulation.models.visits import ClassVisit
from firstbell.circulation.models.years import YearEnd

__all__ = [
    "Block",
    "CartLoan",
    "CirculationRule",
    "Claim",
    "ClassVisit",
    "FeeEntry",
    "Hold",
    "LendingCount",
    "Loan",
    "LoanAccessory",
    "LoanCharge",
    "NamedDueDate",
    "PatronGroup",
    "ProductUse",
    "QuietOverride",
    "Reservation",
    "ReservedDay",
    "SectionTextbook",
    "Transit",
    "WithdrawalCase",
    "YearEnd",
]
