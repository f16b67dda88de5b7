"""Who vouches for whom, what a sign-in needs, and who is in right now."""

from firstbell.signin.models.identities import LinkedIdentity
from firstbell.signin.models.impersonations import Impersonation
from firstbell.signin.models.providers import IdentityProvider
from firstbell.signin.models.rules import SealedAccount, SecondFactorRule, SignInRules
from firstbell.signin.models.sessions import SignedInSession

__all__ = [
    "IdentityProvider",
    "Impersonation",
    "LinkedIdentity",
    "SealedAccount",
    "SecondFactorRule",
    "SignInRules",
    "SignedInSession",
]
