"""Who is doing it: every action takes an :class:`Actor`, never a request.

An actor is a snapshot of a person's (or a token's, or the system's) grants. Rooms ask
``actor.require(permission, at=path)`` before a change and ``actor.scope(permission)`` to
filter what may be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from django.conf import settings
from django.utils.module_loading import import_string

from firstbell.core.errors import Forbidden
from firstbell.core.scope import EVERYWHERE, Scope

Via = Literal["web", "api", "cli", "task", "system", "kiosk", "sip2"]


@dataclass(frozen=True, slots=True)
class Grant:
    """One role at one organisation: its permissions reach the whole subtree."""

    role: str
    org_path: str
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with which grants, through which entrance.

    ``key`` is stable and goes into the audit trail (``"account:7"``, ``"system:worker"``).
    ``person_id`` and ``account_id`` are set for people; a token carries its owner's.
    ``limit_to`` narrows a token to the permissions it was made for. A ``read_only`` actor looks through
    somebody else's eyes: :func:`firstbell.core.events.change` refuses every change by one. An ``is_disguised`` actor is
    somebody else with this person's rights: what is nobody's business but their own stays hidden.
    """

    key: str
    name: str
    grants: tuple[Grant, ...] = ()
    person_id: int | None = None
    account_id: int | None = None
    via: Via = "web"
    limit_to: frozenset[str] | None = None
    read_only: bool = False
    is_disguised: bool = False
    _scopes: dict[str, Scope] = field(default_factory=dict, compare=False, repr=False)

    @property
    def sight(self) -> Hashable:
        """All that what may be seen depends on: two actors with the same see the same."""
        return (self.grants, self.person_id, self.account_id, self.via, self.limit_to, self.is_disguised)

    @property
    def is_anonymous(self) -> bool:
        return self.account_id is None and not self.grants

    @property
    def is_machine(self) -> bool:
        """Whether it is a self-check that serves whoever shows a card, not a person or a program of one."""
        return self.account_id is None and self.via in {"kiosk", "sip2"}

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles held, each once, in the order they were granted."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    def scope(self, permission: str) -> Scope:
        """Where this permission is held."""
        known = self._scopes.get(permission)
        if known is None:
            if self.limit_to is not None and permission not in self.limit_to:
                known = Scope()
            else:
                known = Scope.of(grant.org_path for grant in self.grants if permission in grant.permissions)
            self._scopes[permission] = known
        return known

    def can(self, permission: str, *, at: str | None = None) -> bool:
        """Whether the permission is held at ``at``; without a place, anywhere at all."""
        scope = self.scope(permission)
        return not scope.is_nowhere if at is None else scope.covers(at)

    def require(self, permission: str, *, at: str | None = None) -> None:
        """Raise :class:`Forbidden` unless the permission is held (at that place)."""
        if not self.can(permission, at=at):
            raise Forbidden(permission, at)

    def limited_to(self, permissions: Iterable[str], *, key: str, via: Via) -> Actor:
        """The same person narrowed to a token's permissions."""
        return replace(self, key=key, via=via, limit_to=frozenset(permissions), _scopes={})

    def acting_via(self, via: Via) -> Actor:
        return replace(self, via=via, _scopes={})


class _EveryPermission(frozenset[str]):
    """A set that contains every permission, also those of rooms not built yet."""

    def __contains__(self, item: object) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _EveryPermission)

    def __hash__(self) -> int:
        """Not that of the empty set, which it would be: what is kept for the one must not be found for the other."""
        return hash(_EveryPermission)


def system_actor(name: str = "system", *, via: Via = "system") -> Actor:
    """The program itself: scheduled work, the command line, seeding."""
    everything = Grant(role="system", org_path=EVERYWHERE, permissions=_EveryPermission())
    return Actor(key=f"system:{name}", name=f"Firstbell ({name})", grants=(everything,), via=via)


ANONYMOUS = Actor(key="anonymous", name="Nobody signed in")


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions, as written in ``config/roles.py``."""

    key: str
    label: str
    description: str
    permissions: frozenset[str]
    apart: frozenset[str] = frozenset()
    """Of the permissions, those that whoever gives the role need not hold, because they guard something even from those who
    administer (who reads what). Nobody gives them to themselves."""


def all_roles() -> dict[str, Role]:
    """The roles of this installation, by key (``settings.FIRSTBELL_ROLES``)."""
    roles: dict[str, Role] = import_string(settings.FIRSTBELL_ROLES)
    return roles


def held_apart() -> frozenset[str]:
    """All permissions that some role holds apart from those who give it."""
    return frozenset().union(*(role.apart for role in all_roles().values()))


def grants_from(pairs: Iterable[tuple[str, str]]) -> tuple[Grant, ...]:
    """Grants from (role key, organisation path) pairs; unknown roles grant nothing."""
    roles = all_roles()
    return tuple(
        Grant(role=key, org_path=path, permissions=roles[key].permissions) for key, path in pairs if key in roles
    )


ActorFactory = Callable[[object], Actor]
