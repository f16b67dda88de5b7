"""What the sign-in room says and hears over REST. Never a session's key, a provider's secret, or an outside subject."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema


class SignedInSessionOut(Schema):
    """``way``: password, passkey, the provider's name, kiosk."""

    id: int
    account_id: int
    device: str
    way: str
    began_at: dt.datetime
    seen_at: dt.datetime


class SessionsEndedOut(Schema):
    ended: int


class LinkedIdentityOut(Schema):
    id: int
    provider_id: int
    account_id: int
    address: str
    linked_at: dt.datetime
    last_used_at: dt.datetime | None


class FactorsResetIn(Schema):
    reason: str = Field(max_length=300, description="How you know that it is them")


class FactorsResetOut(Schema):
    reset: int


class SignInRulesPatch(Schema):
    """What is left out stays. ``whom_to_ask`` is shown to people without an account."""

    passwords_allowed: bool = True
    whom_to_ask: str = Field("", max_length=200)


class SignInRulesOut(Schema):
    passwords_allowed: bool
    whom_to_ask: str


class SecondFactorRuleIn(Schema):
    """Whoever holds ``role`` needs a second factor from that day on; ``note``: who decided it."""

    role: str = Field(max_length=40)
    required_from: dt.date
    note: str = Field("", max_length=200)


class SecondFactorRuleOut(SecondFactorRuleIn):
    id: int


class ProviderFindingOut(Schema):
    """``verdict``: pass, fail or unknown."""

    verdict: str
    text: str
    remedy: str


class IdentityProviderOut(Schema):
    """``allowed_domains``: e-mail domains it may vouch for. Its secret, metadata and bind settings are in no answer."""

    id: int
    kind: str
    slug: str
    name: str
    is_on: bool
    position: int
    address: str
    client_id: str
    allowed_domains: list[str]
    trusts_addresses: bool
    makes_accounts: bool
    is_second_factor: bool
    tested_at: dt.datetime | None
    test_findings: list[ProviderFindingOut]


class SwitchProviderIn(Schema):
    is_on: bool
