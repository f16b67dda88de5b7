"""Who needs a second factor, from when, and who has one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.utils import timezone

from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.signin.models import SecondFactorRule
from firstbell.signin.queries.rules import is_sealed

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class FactorDuty:
    """``since`` is the first day of the rule that binds this account; None when none does."""

    since: dt.date | None
    is_met: bool

    @property
    def is_overdue(self) -> bool:
        return self.since is not None and not self.is_met and self.since <= timezone.localdate()

    @property
    def is_announced(self) -> bool:
        return self.since is not None and not self.is_met and not self.is_overdue


def has_second_factor(account: Account) -> bool:
    """An authenticator app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=_FACTORS).exists())


def factor_duty(account: Account) -> FactorDuty:
    """The earliest rule among the account's roles. The sealed account is bound by none: its paper is the factor."""
    rules = dict(SecondFactorRule.objects.values_list("role", "required_from"))
    days = [rules[role] for role in actor_of_account(account).roles if role in rules] if rules else []
    if not days or is_sealed(account):
        return FactorDuty(since=None, is_met=True)
    return FactorDuty(since=min(days), is_met=has_second_factor(account))
