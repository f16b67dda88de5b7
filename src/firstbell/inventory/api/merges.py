"""Two entries that are one thing."""

from __future__ import annotations

from typing import Any

from firstbell.core import merging
from firstbell.core.api import (
    ApiRequest,
    Router,
    created,
    found,
)
from firstbell.core.api.merges import MergeOut, MergePreviewOut, SplitOut
from firstbell.core.errors import Invalid
from firstbell.core.models import Merge
from firstbell.inventory.actions.merges import merge_items, split_items
from firstbell.inventory.models import (
    Item,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import MERGED_FACTS, concrete
from firstbell.inventory.schemas import (
    ItemMergeIn,
)

router = Router()
_RELATED = ("item_type", "organisation", "product", "device")


def _mergeable(request: ApiRequest, pk: int) -> Item:
    scope = request.actor.scope(InventoryPermission.ITEM_MERGE)
    items = Item.objects.visible_to(request.actor).filter(scope.q("organisation__path"))
    return concrete(found(items.select_related(*_RELATED), pk))


@router.get("/items/{pk}/merge-preview", response=MergePreviewOut)
def preview_item_merge(request: ApiRequest, pk: int, other_id: int) -> Any:
    """What speaks against making the other one the same thing as this, and what would move."""
    request.actor.require(InventoryPermission.ITEM_MERGE)
    keeper, other = _mergeable(request, pk), _mergeable(request, other_id)
    against = merging.obstacles(Item.KIND_REF, keeper, other)
    final = any(one.is_final for one in against)
    moving = [] if final else merging.rehearse(Item.KIND_REF, keeper, other, by=request.actor)
    return {"obstacles": against, "moving": moving}


@router.post("/items/{pk}/merge", response={201: MergeOut})
def merge_two_items(request: ApiRequest, pk: int, body: ItemMergeIn) -> Any:
    """The other entry is the same thing; all that is kept about it comes here."""
    request.actor.require(InventoryPermission.ITEM_MERGE)
    keeper, other = _mergeable(request, pk), _mergeable(request, body.other_id)
    unknown = set(body.take) - set(MERGED_FACTS)
    if unknown:
        raise Invalid(
            f"There is no fact “{min(unknown)}” to take.", remedy=f"Of: {', '.join(MERGED_FACTS)}.", field="take"
        )
    return created(merge_items(keeper, other, take=body.take, reason=body.reason, by=request.actor))


@router.post("/item-merges/{pk}/split", response=SplitOut)
def split_merged_items(request: ApiRequest, pk: int) -> Any:
    """Take a merge back; ``left`` says in words what could not go back."""
    request.actor.require(InventoryPermission.ITEM_MERGE)
    merge = found(Merge.objects.filter(kind=Item.KIND_REF), pk)
    _mergeable(request, merge.keeper_id)
    return {"left": split_items(merge, by=request.actor)}
