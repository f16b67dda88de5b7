"""Looking at Firstbell with somebody else's eyes, to help them: with a reason, for half an hour, never upwards."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.people.models import Account
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account, require_within_reach
from firstbell.signin.events import ImpersonationBegan, ImpersonationEnded
from firstbell.signin.models import Impersonation
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.queries import is_sealed

LONGEST = dt.timedelta(minutes=30)
_ADMINISTRATES = (
    PeoplePermission.ROLE_GRANT,
    PeoplePermission.ACCOUNT_MANAGE,
    SigninPermission.ACCOUNT_VIEW_AS,
    SigninPermission.PROVIDER_EDIT,
    SigninPermission.RULE_EDIT,
)


def begin_impersonation(target: Account, *, reason: str, may_act: bool = False, by: Actor) -> Impersonation:
    """Look as ``target`` (and act, with the permission to) for half an hour.

    Raises Forbidden (not here; target may do more; ``may_act`` without the right), Invalid without a reason,
    Conflict for oneself, another administrator, the sealed account, an account that is off.
    """
    _require_may(target, may_act, by)
    if len(reason.strip()) < 5:
        raise Invalid("Say why.", remedy="A ticket number, or what you want to see.", field="reason")
    assert by.account_id is not None
    now = timezone.now()
    with change(by) as unit:
        made = Impersonation.objects.create(
            account_id=by.account_id,
            target=target,
            reason=reason.strip()[:200],
            may_act=may_act,
            began_at=now,
            ends_at=now + LONGEST,
        )
        unit.publish(
            ImpersonationBegan(
                subject=target.ref,
                about=target.about,
                org_path=target.scope_path,
                changes={"may": (None, "look and act" if may_act else "look")},
                note=made.reason,
            )
        )
    return made


def is_founded(impersonation: Impersonation, *, by: Actor) -> bool:
    """Whether it could begin now: rights may have been taken from who looks, or given to the one looked as."""
    try:
        _require_may(impersonation.target, impersonation.may_act, by)
    except FirstbellError:
        return False
    return True


def _require_may(target: Account, may_act: bool, by: Actor) -> None:
    by.require(SigninPermission.ACCOUNT_VIEW_AS, at=target.scope_path)
    if may_act:
        by.require(SigninPermission.ACCOUNT_ACT_AS, at=target.scope_path)
    _require_lower(target, by)


def _require_lower(target: Account, by: Actor) -> None:
    if by.account_id is None:
        raise Forbidden(SigninPermission.ACCOUNT_VIEW_AS)
    if by.account_id == target.pk:
        raise Conflict("This is you.", remedy="Choose somebody else.")
    if not target.is_active:
        raise Conflict(f"The account of {target} is switched off.", remedy="There is nothing to see.")
    actor = actor_of_account(target)
    if is_sealed(target) or any(actor.can(permission) for permission in _ADMINISTRATES):
        raise Conflict(f"{target} is an administrator.", remedy="Nobody looks with an administrator's eyes.")
    require_within_reach(actor.grants, by)


def end_impersonation(impersonation: Impersonation, *, by: Actor) -> None:
    """Back to oneself; ending twice is once. Raises Forbidden for somebody else's."""
    if by.account_id != impersonation.account_id:
        by.require(SigninPermission.SESSION_END, at=impersonation.target.scope_path)
    if impersonation.ended_at is not None:
        return
    with change(by) as unit:
        impersonation.ended_at = timezone.now()
        impersonation.save(update_fields=["ended_at"])
        unit.publish(
            ImpersonationEnded(
                subject=impersonation.target.ref,
                about=impersonation.target.about,
                org_path=impersonation.target.scope_path,
            )
        )
