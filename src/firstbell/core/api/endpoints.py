"""What core itself offers over REST: who am I, what is this code, find something."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from firstbell.core import scan, search
from firstbell.core.actor import all_roles
from firstbell.core.api.entrance import ApiRequest
from firstbell.core.permissions import CorePermission

router = Router(tags=["Firstbell"])


class RoleOut(Schema):
    key: str
    label: str
    org_path: str = Field(description="Ids from the root down, each followed by a dot; empty means everywhere")


class MeOut(Schema):
    key: str = Field(description="As the audit trail writes it")
    name: str
    person_id: int | None
    roles: list[RoleOut]
    permissions: list[str] = Field(description="Held somewhere, after the token's limits")


class MatchOut(Schema):
    kind: str = Field(description="room.thing, e.g. people.person")
    id: int
    label: str
    detail: str
    url: str = Field(description="The page about it")


class HitOut(Schema):
    kind: str
    id: int
    title: str
    detail: str
    url: str


class HitsOut(Schema):
    kind: str
    label: str
    hits: list[HitOut]


class SearchQuery(Schema):
    q: str = Field(min_length=2, max_length=200, description="Words or their beginnings; all must match")
    limit: int = Field(8, ge=1, le=50, description="Hits of each kind")


@router.get("/me", response=MeOut)
def read_me(request: ApiRequest) -> Any:
    """Whose token this is and what it may do."""
    actor = request.actor
    roles = all_roles()
    held = {permission for grant in actor.grants for permission in grant.permissions}
    return {
        "key": actor.key,
        "name": actor.name,
        "person_id": actor.person_id,
        "roles": [
            {"key": grant.role, "label": roles[grant.role].label, "org_path": grant.org_path}
            for grant in actor.grants
            if grant.role in roles
        ],
        "permissions": sorted(permission for permission in held if actor.can(permission)),
    }


@router.get("/scan/{path:code}", response=list[MatchOut])
def resolve_code(request: ApiRequest, code: str) -> Any:
    """Everything this code names: a badge, an asset tag, a serial number, a room's label. Empty: nothing."""
    return scan.resolve(code, request.actor)


@router.get("/search", response=list[HitsOut])
def search_everything(request: ApiRequest, asked: Query[SearchQuery]) -> Any:
    """The best hits of every kind you may see."""
    request.actor.require(CorePermission.SEARCH_USE)
    groups = search.search(asked.q, request.actor, per_kind=asked.limit)
    return [{"kind": group.searchable.kind, "label": group.searchable.label, "hits": group.hits} for group in groups]
