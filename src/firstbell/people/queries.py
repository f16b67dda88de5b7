"""Questions about people that span models; first of all: who is this account, as an actor?"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from firstbell.core.actor import Actor, grants_from
from firstbell.core.scope import EVERYWHERE
from firstbell.people.models import Account, Membership, Organisation, RoleGrant, RoleRule


def actor_of_account(account: Account) -> Actor:
    """The account as an actor: three queries, however large the district.

    Roles come from grants made by hand and, by rule, from standing roster memberships. A role
    at the only root organisation is the same as a role everywhere, and costs no filter later.
    """
    person = account.person
    pairs = [*_granted(account), *(_by_rule(person.pk) if person is not None and person.withdrawn_on is None else ())]
    return Actor(
        key=f"account:{account.pk}",
        name=account.display_name,
        grants=grants_from(pairs),
        person_id=account.person_id,
        account_id=account.pk,
    )


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


def _by_rule(person_id: int) -> list[tuple[str, str]]:
    today = timezone.localdate()
    rules = RoleRule.objects.filter(roster_role=OuterRef("role")).exclude(role="").values("role")[:1]
    rows = (
        Membership.objects.filter(person_id=person_id, closed_at=None)
        .filter(Q(end_date=None) | Q(end_date__gt=today))
        .annotate(ours=rules)
        .exclude(ours=None)
        .values_list("ours", "organisation__path")
    )
    return [(role, path) for role, path in rows if path]
