"""Whatever of the library lies on a desk is served there, also when it is another school's of the same district.

A copy comes back where its reader happens to be, travels for a hold, or floats. Whoever serves one school's desk has it in
hand then and holds the desk's rights over this one thing, for this one act. Of all else, devices above all, only the own
school disposes.
"""

from __future__ import annotations

from dataclasses import replace

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor, Grant
from firstbell.inventory.models import Item, ItemType
from firstbell.inventory.models.items import ItemQuerySet
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import find_among, find_item
from firstbell.people.models import Organisation
from firstbell.people.queries import districts_around, schools_for

_RIGHTS = (CirculationPermission.LOAN_LEND, CirculationPermission.LOAN_RETURN, InventoryPermission.ITEM_MOVE)


def desk_for(item: Item, actor: Actor, permission: str) -> Organisation:
    """Where the actor stands with this thing in hand: its own school where the permission reaches it, else, of library
    material, the school of its district that it does reach. Without any, its own: whoever asks is refused there.

    No statement unless it is another school's. Needs ``item_type`` and ``organisation`` of the item.
    """
    own, scope = item.organisation, actor.scope(permission)
    if scope.is_nowhere or scope.covers(own.scope_path) or not _is_library(item):
        return own
    near = districts_around([own.scope_path])
    # The widest first: the school itself before its departments.
    return schools_for(actor, permission).filter(near.q("path")).order_by("path").first() or own


def at_desk(actor: Actor, item: Item, where: Organisation, *also: Organisation) -> Actor:
    """The actor with the rights they hold at ``where`` over this thing too; ``also`` are schools it is to be taken from.

    The same actor when it is no library material, is of another district, or nothing is missing. At most one statement.
    """
    held = frozenset(str(one) for one in _RIGHTS if actor.can(one, at=where.scope_path))
    paths = [one.scope_path for one in (item.organisation, *also)]
    if not held or not _is_library(item) or all(actor.can(one, at=path) for one in held for path in paths):
        return actor
    district = districts_around([where.scope_path])
    reached = [path for path in paths if district.covers(path)]
    # A request's actor is lazy; this gives the actor itself.
    itself = actor.acting_via(actor.via)
    more = tuple(Grant("desk", path, held) for path in reached)
    return replace(itself, grants=(*itself.grants, *more), _scopes={})


def library_near(items: ItemQuerySet, actor: Actor, permission: str) -> ItemQuerySet:
    """Of these items the library material of the districts in which the actor holds the permission. One statement."""
    district = districts_around(actor.scope(permission).paths)
    return items.filter(district.q("organisation__path"), is_library=True, merged_into=None)


def in_reach(items: ItemQuerySet, actor: Actor, permission: str) -> ItemQuerySet:
    """What the actor may see, and what may lie on a desk where they hold the permission."""
    if actor.scope(permission).is_everywhere:
        return items.visible_to(actor)
    return items.visible_to(actor) | library_near(items, actor, permission)


def thing_at_desk(code: str, actor: Actor, permission: str) -> Item | None:
    """The thing with this tag that may lie on a desk where the actor holds the permission; what is the own school's first."""
    own = find_item(code, actor)
    if own is not None or not actor.can(permission):
        return own
    return find_among(library_near(Item.objects.all(), actor, permission), code)


def _is_library(item: Item) -> bool:
    return item.item_type.purpose == ItemType.Purpose.LIBRARY
