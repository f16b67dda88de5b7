"""Questions circulation answers to the rooms above: what the rules say, whether lending is all right, what is owed."""

from firstbell.circulation.queries.borrowers import Standing, standing_of
from firstbell.circulation.queries.fees import balance_of, ledger_of
from firstbell.circulation.queries.lending import Finding, LendingCheck, check_lending
from firstbell.circulation.queries.loans import LoanState, open_loan_of, open_loans_of, state_of
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules

__all__ = [
    "EffectiveRules",
    "Finding",
    "LendingCheck",
    "LoanState",
    "Standing",
    "balance_of",
    "check_lending",
    "effective_rules",
    "ledger_of",
    "open_loan_of",
    "open_loans_of",
    "standing_of",
    "state_of",
]
