"""The break-glass account: one local account, sealed in an envelope, for the day nothing else opens."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.people.actions.accounts import create_account
from firstbell.people.actions.roles import grant_role
from firstbell.people.models import Account, RoleGrant
from firstbell.signin.actions.sessions import end_sessions
from firstbell.signin.events import AccountSealed, BreakGlassUsed
from firstbell.signin.models import SealedAccount
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import forget_seal

log = logging.getLogger("firstbell.signin")
USERNAME = "break-glass"
ROLE = "district_it"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper
GROUPS, GROUP = 6, 5
"""Thirty letters of 31: 148 bits."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """``password`` is said this once and stored nowhere."""

    account: Account
    password: str


def seal_account(*, by: Actor) -> Sealed:
    """Make the account or seal it anew: a fresh password, every session of it ended, the alarm off.

    Raises Forbidden, Conflict when somebody else has its user name.
    """
    by.require(SigninPermission.SEAL_MAKE, at=EVERYWHERE)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    with change(by) as unit:
        seal = SealedAccount.objects.select_related("account").first()
        account = seal.account if seal is not None else _make_account(by)
        account.set_password(password)
        account.is_active = True
        account.save(update_fields=["password", "is_active"])
        end_sessions(account, reason="Sealed anew", by=by)
        now = timezone.now()
        SealedAccount.objects.update_or_create(
            account=account, defaults={"sealed_at": now, "sealed_by": by.name[:200], "used_at": None}
        )
        unit.publish(AccountSealed(subject=account.ref, org_path=EVERYWHERE))
    forget_seal()
    return Sealed(account, password)


def _make_account(by: Actor) -> Account:
    if Account.objects.filter(username__iexact=USERNAME).exists():
        raise Conflict(f"There is an account “{USERNAME}” that is not sealed.", remedy="Give it another user name.")
    account = create_account(username=USERNAME, by=by)
    if not RoleGrant.objects.filter(account=account, role=ROLE).exists():
        grant_role(account, ROLE, reason="Break-glass account", by=by)
    return account


def break_seal(seal: SealedAccount, *, by: Actor) -> None:
    """Somebody signed in with it: the alarm stands on every administrator's page until it is sealed anew."""
    by.require(SigninPermission.SEAL_MAKE, at=EVERYWHERE)
    with change(by) as unit:
        seal.used_at = timezone.now()
        seal.save(update_fields=["used_at"])
        unit.publish(BreakGlassUsed(subject=seal.account.ref, org_path=EVERYWHERE))
    forget_seal()
    log.critical("The break-glass account was used. Find out who and why, then run: firstbell break-glass seal")
