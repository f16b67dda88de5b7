"""Loans, the rules that govern them, blocks and fees: of anything with a barcode."""

from firstbell.circulation.models.accessories import LoanAccessory
from firstbell.circulation.models.blocks import Block
from firstbell.circulation.models.carts import CartLoan
from firstbell.circulation.models.cases import WithdrawalCase
from firstbell.circulation.models.fees import FeeEntry
from firstbell.circulation.models.loans import Loan
from firstbell.circulation.models.policies import CirculationRule, NamedDueDate, PatronGroup
from firstbell.circulation.models.reservations import Reservation, ReservedDay

__all__ = [
    "Block",
    "CartLoan",
    "CirculationRule",
    "FeeEntry",
    "Loan",
    "LoanAccessory",
    "NamedDueDate",
    "PatronGroup",
    "Reservation",
    "ReservedDay",
    "WithdrawalCase",
]
