"""Questions about signing in that span models."""

from firstbell.signin.queries.factors import FactorDuty, factor_duty, has_second_factor
from firstbell.signin.queries.matching import Match, match_for
from firstbell.signin.queries.rules import broken_seal, forget_seal, is_sealed, sign_in_rules, whom_to_ask

__all__ = [
    "FactorDuty",
    "Match",
    "broken_seal",
    "factor_duty",
    "forget_seal",
    "has_second_factor",
    "is_sealed",
    "match_for",
    "sign_in_rules",
    "whom_to_ask",
]
