"""Who is this account or token, as an actor?"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import replace

from django.db import connection
from django.utils import timezone

from firstbell.core.actor import Actor, Grant, grants_from
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models import Account, ApiToken, Person


def actor_of_account(account: Account) -> Actor:
    """The account as an actor: one query beside its person's, however large the district.

    Roles come from grants made by hand and, by rule, from standing roster memberships. A role
    at the only root organisation is the same as a role everywhere, and costs no filter later.
    """
    person = account.person
    return Actor(
        key=f"account:{account.pk}",
        name=account.display_name,
        grants=grants_from(_roles(account, person)),
        person_id=account.person_id,
        account_id=account.pk,
    )


#: What is looked at of a token, its owner, and who that is.
_TOKEN = (
    *(
        "account",
        "account__person",
        "name",
        "digest",
        "permissions",
        "expires_at",
        "last_used_at",
        "account__username",
        "account__is_active",
    ),
    *(
        f"account__person__{name}"
        for name in ("given_name", "family_name", "preferred_given_name", "preferred_family_name")
    ),
    "account__person__withdrawn_on",
)


def digest_of(token: str) -> str:
    """SHA-256 of a token, in hexadecimal: what is stored instead of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of_token(token: str) -> Actor | None:
    """The owner of an API token, narrowed to what the token may do; None when it opens nothing.

    A token stops with its expiry, its revocation, and its owner's account. When it was last used
    is noted at most once a minute; that note is bookkeeping, not a change anybody made.
    """
    digest = digest_of(token)
    tokens = ApiToken.objects.filter(digest=digest, revoked_at=None).select_related("account__person").only(*_TOKEN)
    found = next(iter(tokens), None)
    if found is None or not hmac.compare_digest(found.digest, digest):
        return None
    now = timezone.now()
    if (found.expires_at is not None and found.expires_at <= now) or not found.account.is_active:
        return None
    if found.last_used_at is None or found.last_used_at < now - dt.timedelta(minutes=1):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    actor = actor_of_account(found.account)
    named = replace(actor, name=f"{actor.name} ({found.name})")
    return named.limited_to(found.permissions, key=f"token:{found.pk}", via="api")


#: Roles given by hand, then those by rule; of each: where, and whether that is the only root there is. Every page and every
#: request of a program asks, so it is written out: the same by the ORM costs more to put together than to answer.
_ROLES = """
SELECT 0, g.id, g.role, o.path,
       o.parent_id IS NULL AND NOT EXISTS (SELECT 1 FROM people_organisation r WHERE r.parent_id IS NULL AND r.id <> o.id)
FROM people_rolegrant g LEFT JOIN people_organisation o ON o.id = g.organisation_id
WHERE g.account_id = %s AND (g.expires_on IS NULL OR g.expires_on >= %s)
UNION ALL
SELECT 1, m.id, rule.role, o.path, FALSE
FROM people_membership m
JOIN people_rolerule rule ON rule.roster_role = m.role
JOIN people_organisation o ON o.id = m.organisation_id
WHERE m.person_id = %s AND m.closed_at IS NULL AND (m.end_date IS NULL OR m.end_date > %s) AND rule.role <> '' AND o.path <> ''
ORDER BY 1, 2
"""


def grants_by_rule(person: Person) -> tuple[Grant, ...]:
    """What the roster gives this person, with or without an account."""
    return grants_from(_roles(None, person))


def _roles(account: Account | None, person: Person | None) -> list[tuple[str, str]]:
    """(role, path) of both; who has left has none by rule. One query."""
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    standing = person.pk if person is not None and person.withdrawn_on is None else None
    with connection.cursor() as cursor:
        cursor.execute(_ROLES, [account.pk if account is not None else None, today, standing, today])
        rows = cursor.fetchall()
    return [(role, EVERYWHERE if path is None or is_only_root else path) for _, _, role, path, is_only_root in rows]
