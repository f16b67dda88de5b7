"""Questions about accounts and the roles they hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor, Grant, Role, all_roles, held_apart
from firstbell.people.models import Account, Organisation, Person, RoleGrant
from firstbell.people.permissions import PeoplePermission


def free_username(person: Person) -> str:
    """A user name nobody has: the roster's, the address before the @, the number, or ``person-17``."""
    wishes = (person.username, person.email.partition("@")[0], person.identifier)
    for wish in wishes:
        if wish and not Account.objects.filter(username__iexact=wish).exists():
            return wish
    return f"person-{person.pk}"


def other_role_givers(grant: RoleGrant) -> QuerySet[RoleGrant]:
    """Other standing grants, of accounts in use, of roles that may give roles."""
    giving = [key for key, role in all_roles().items() if PeoplePermission.ROLE_GRANT in role.permissions]
    return (
        RoleGrant.objects.filter(role__in=giving, account__is_active=True)
        .filter(Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()))
        .exclude(pk=grant.pk)
    )


def grantable_roles(actor: Actor) -> list[Role]:
    """Roles of which the actor holds every permission somewhere, so may give them there."""
    return [
        role
        for role in all_roles().values()
        if all(actor.can(permission) for permission in role.permissions - role.apart)
    ]


def grantable_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Where the actor may give roles."""
    return Organisation.objects.filter(actor.scope(PeoplePermission.ROLE_GRANT).q("path"), closed_at=None)


def require_within_reach(grants: Iterable[Grant], by: Actor) -> None:
    """Raise Forbidden unless ``by`` holds everything that these grants give, where they give it.

    Whoever may become somebody, by a password link or by looking with their eyes, must not gain by it. What roles hold apart
    (``Role.apart``) is passed over: those who administer do not hold it, and looking with somebody's eyes does not show it.
    """
    apart = held_apart()
    for grant in grants:
        for permission in sorted(grant.permissions - apart):
            by.require(permission, at=grant.org_path)
