"""Changes to API tokens: make one (shown once), revoke one."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.events import change
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.people.events import TokenCreated, TokenRevoked
from firstbell.people.models import Account, ApiToken
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import digest_of

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewToken:
    """``text`` is what the program sends: shown once, stored nowhere."""

    token: ApiToken
    text: str


def create_token(
    account: Account,
    *,
    name: str,
    permissions: Iterable[str],
    expires_at: dt.datetime | None = None,
    by: Actor,
) -> NewToken:
    """A key for a program of one's own: ``fb_<prefix>_<secret>``, never more than its owner may do.

    Raises Forbidden for somebody else's account or a permission not held, Invalid (no name, no
    permission, expiry in the past).
    """
    by.require(CorePermission.API_USE)
    if by.account_id != account.pk:
        raise Forbidden(PeoplePermission.TOKEN_MANAGE)
    wanted = sorted({str(permission) for permission in permissions} | {CorePermission.API_USE.value})
    if not name.strip():
        raise Invalid("The token needs a name.", remedy="Say which program uses it.", field="name")
    if len(wanted) < 2:
        raise Invalid("The token may do nothing.", remedy="Choose at least one permission.", field="permissions")
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid("The token would be over already.", remedy="Choose a day in the future.", field="expires_at")
    for permission in wanted:
        by.require(permission)
    prefix = _random(8)
    text = f"fb_{prefix}_{_random(40)}"
    with change(by) as unit:
        token = ApiToken.objects.create(
            account=account,
            name=name.strip()[:100],
            prefix=prefix,
            digest=digest_of(text),
            permissions=wanted,
            expires_at=expires_at,
        )
        unit.publish(
            TokenCreated(
                subject=_ref(token),
                about=(Ref("people.account", account.pk, account.display_name),),
                org_path=_path_of(account),
                changes={"permissions": (None, wanted), "expires": (None, expires_at)},
            )
        )
    return NewToken(token, text)


def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """It opens nothing any more. One's own, or with the permission to manage tokens. Raises Forbidden, Conflict."""
    if token.account_id != by.account_id:
        by.require(PeoplePermission.TOKEN_MANAGE, at=EVERYWHERE)
    if token.revoked_at is not None:
        raise Conflict("This token is revoked already.", remedy="Nothing to do.")
    with change(by) as unit:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        unit.publish(
            TokenRevoked(
                subject=_ref(token),
                about=(Ref("people.account", token.account_id, token.account.display_name),),
                org_path=_path_of(token.account),
            )
        )
    return token


def _path_of(account: Account) -> str:
    return account.person.organisation.scope_path if account.person is not None else EVERYWHERE


def _random(length: int) -> str:
    """Five bits a letter; no letters that look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _ref(token: ApiToken) -> Ref:
    return Ref("people.token", token.pk, token.name)
