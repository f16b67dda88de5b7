"""Kits and carts: things that go together."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.inventory.actions import (
    add_kit,
    check_cart,
    put_into_kit,
    take_out_of_kit,
)
from firstbell.inventory.actions.kits import MOST_PARTS
from firstbell.inventory.models import (
    Item,
    ItemQuerySet,
    ItemType,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import cart_contents, carts
from firstbell.inventory.schemas import (
    CartCheckIn,
    CartCheckOut,
    CartOut,
    ItemOut,
    KitIn,
    KitPartIn,
    KitPartOut,
)
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router()
_RELATED = ("item_type", "organisation", "product", "device")


def _kits(request: ApiRequest) -> ItemQuerySet:
    kits = Item.objects.visible_to(request.actor).filter(item_type__purpose=ItemType.Purpose.KIT)
    return kits.select_related(*_RELATED)


@router.get("/kits", response=Page[ItemOut])
def list_kits(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Kits you may see, by tag. A kit is an item; lend and return it as one."""
    return paginate(_kits(request), paging, order=("barcode_norm", "pk"))


@router.post("/kits", response={201: ItemOut})
def create_kit(request: ApiRequest, body: KitIn) -> Any:
    """A new kit with its parts."""
    school = found(schools_for(request.actor, InventoryPermission.ITEM_ADD), body.organisation_id)
    place = found(Place.objects.visible_to(request.actor), body.place_id) if body.place_id is not None else None
    parts = [found(Item.objects.visible_to(request.actor), pk) for pk in body.part_ids[:MOST_PARTS]]
    return created(add_kit(school, name=body.name, barcode=body.tag, place=place, parts=parts, by=request.actor))


@router.get("/kits/{pk}/parts", response=list[KitPartOut])
def list_kit_parts(request: ApiRequest, pk: int) -> Any:
    """What lies in a kit."""
    return list(found(_kits(request), pk).kit_parts.all())


@router.post("/kits/{pk}/parts", response={201: KitPartOut})
def create_kit_part(request: ApiRequest, pk: int, body: KitPartIn) -> Any:
    """Put an item into a kit."""
    part = found(Item.objects.visible_to(request.actor).select_related(*_RELATED), body.part_id)
    return created(put_into_kit(found(_kits(request), pk), part, role=body.role, by=request.actor))


@router.delete("/kits/{pk}/parts/{part_pk}", response={204: None})
def remove_kit_part(request: ApiRequest, pk: int, part_pk: int) -> Any:
    """Take a part out of a kit."""
    kit = found(_kits(request), pk)
    take_out_of_kit(found(kit.kit_parts.select_related("kit", "part"), part_pk), by=request.actor)
    return Status(204, None)


def _cart(request: ApiRequest, pk: int) -> Place:
    cart: Place = found(Place.objects.visible_to(request.actor).filter(kind=Place.Kind.CART), pk)
    return cart


@router.get("/carts", response=list[CartOut])
def list_carts(request: ApiRequest) -> Any:
    """Every cart you may see, with how many things belong there and how many are there."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return carts(request.actor)


@router.get("/carts/{pk}/items", response=list[ItemOut])
def list_cart_items(request: ApiRequest, pk: int, missing: bool = False) -> Any:
    """What lies in a cart; or what belongs there and does not."""
    contents = cart_contents(_cart(request, pk), request.actor)
    if missing:
        return contents.missing
    return [slot.item for slot in contents.slots if slot.item is not None and slot.is_here] + contents.strangers


@router.post("/carts/{pk}/check", response=CartCheckOut)
def check_one_cart(request: ApiRequest, pk: int, body: CartCheckIn) -> Any:
    """Record what was scanned in a cart; what was not is only listed."""
    return check_cart(_cart(request, pk), codes=body.codes, by=request.actor)
