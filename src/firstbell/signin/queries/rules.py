"""What the installation's rules say, and whether the sealed account was opened."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache

from firstbell.people.models import Account
from firstbell.signin.models import SealedAccount, SignInRules

_SEAL = "signin.broken_seal"
_UNBROKEN = ""
#: Seconds for which the answer is not asked for again.
SEAL_KEPT = 60
USUAL_HELP = "Ask your technician."


def sign_in_rules() -> SignInRules:
    """The one row, or the defaults."""
    return SignInRules.objects.order_by("pk").first() or SignInRules()


def whom_to_ask(rules: SignInRules | None = None) -> str:
    """Whom somebody without an account turns to."""
    return (rules or sign_in_rules()).whom_to_ask or USUAL_HELP


def is_sealed(account: Account) -> bool:
    return SealedAccount.objects.filter(account=account).exists()


def broken_seal() -> dt.datetime | None:
    """When the sealed account was opened and not sealed since. Asked on every page of some, so kept for a minute."""
    known = cache.get(_SEAL)
    if known is None:
        used = SealedAccount.objects.exclude(used_at=None).values_list("used_at", flat=True).first()
        known = used.isoformat() if used is not None else _UNBROKEN
        cache.set(_SEAL, known, SEAL_KEPT)
    return dt.datetime.fromisoformat(known) if known else None


def forget_seal() -> None:
    """Have the next page look again."""
    cache.delete(_SEAL)
