"""Who is this account or token, as an actor?"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from firstbell.core.actor import Actor, Grant, grants_from
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models import Account, ApiToken, Membership, Organisation, Person, RoleGrant, RoleRule


def actor_of_account(account: Account) -> Actor:
    """The account as an actor: three queries, however large the district.

    Roles come from grants made by hand and, by rule, from standing roster memberships. A role
    at the only root organisation is the same as a role everywhere, and costs no filter later.
    """
    person = account.person
    pairs = [*_granted(account), *(_by_rule(person) if person is not None else ())]
    return Actor(
        key=f"account:{account.pk}",
        name=account.display_name,
        grants=grants_from(pairs),
        person_id=account.person_id,
        account_id=account.pk,
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
    found = ApiToken.objects.filter(digest=digest, revoked_at=None).select_related("account__person").first()
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


def _granted(account: Account) -> list[tuple[str, str]]:
    today = timezone.localdate()
    other_roots = Organisation.objects.filter(parent=None).exclude(pk=OuterRef("organisation_id"))
    rows = (
        RoleGrant.objects.filter(account=account)
        .filter(Q(expires_on=None) | Q(expires_on__gte=today))
        .annotate(has_other_roots=Exists(other_roots))
        .values_list("role", "organisation__path", "organisation__parent_id", "has_other_roots")
    )
    return [
        (role, EVERYWHERE if path is None or (parent_id is None and not other_roots) else path)
        for role, path, parent_id, other_roots in rows
    ]


def grants_by_rule(person: Person) -> tuple[Grant, ...]:
    """What the roster gives this person, with or without an account."""
    return grants_from(_by_rule(person))


def _by_rule(person: Person) -> list[tuple[str, str]]:
    if person.withdrawn_on is not None:
        return []
    today = timezone.localdate()
    rules = RoleRule.objects.filter(roster_role=OuterRef("role")).exclude(role="").values("role")[:1]
    rows = (
        Membership.objects.filter(person_id=person.pk, closed_at=None)
        .filter(Q(end_date=None) | Q(end_date__gt=today))
        .annotate(ours=rules)
        .exclude(ours=None)
        .values_list("ours", "organisation__path")
    )
    return [(role, path) for role, path in rows if path]
