"""REST: items and devices."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Conflict
from firstbell.inventory import lifecycle
from firstbell.inventory.actions import (
    Intake,
    add_device,
    add_kit,
    change_status,
    put_into_kit,
    save_accessory,
    set_model_accessory,
    take_out_of_kit,
)
from firstbell.inventory.actions.kits import MOST_PARTS
from firstbell.inventory.models import DeviceModel, Item, ItemQuerySet, ItemType, Product
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import concrete
from firstbell.inventory.schemas import (
    AccessoryProductIn,
    AccessoryProductOut,
    DeviceIn,
    ItemOut,
    KitIn,
    KitPartIn,
    KitPartOut,
    ModelAccessoryIn,
    ModelAccessoryOut,
    StatusIn,
    TransitionOut,
)
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router(tags=["Items"])
_RELATED = ("item_type", "organisation", "product", "device")


def _item(request: ApiRequest, pk: int) -> Item:
    item: Item = found(Item.objects.visible_to(request.actor).select_related(*_RELATED), pk)
    return concrete(item)


@router.get("/items", response=Page[ItemOut])
def list_items(request: ApiRequest, paging: Query[Paging], status: str = "", organisation_id: int | None = None) -> Any:
    """Items you may see, by tag."""
    items = Item.objects.visible_to(request.actor).select_related("device")
    if status:
        items = items.filter(status=status)
    if organisation_id is not None:
        items = items.filter(organisation_id=organisation_id)
    return paginate(items, paging, order=("barcode_norm", "pk"))


@router.get("/items/{pk}", response=ItemOut)
def read_item(request: ApiRequest, pk: int) -> Any:
    """One item."""
    return _item(request, pk)


@router.post("/items", response={201: ItemOut})
def create_device(request: ApiRequest, body: DeviceIn) -> Any:
    """Take in a device."""
    school = found(schools_for(request.actor, InventoryPermission.ITEM_ADD), body.organisation_id)
    model = found(DeviceModel.objects.select_related("item_type"), body.model_id)
    kind = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    intake = Intake(organisation=school, item_type=kind)
    return created(add_device(model, serial=body.serial, barcode=body.tag, intake=intake, by=request.actor))


@router.get("/items/{pk}/transitions", response=list[TransitionOut])
def list_item_transitions(request: ApiRequest, pk: int) -> Any:
    """The steps of the lifecycle that you may take with this item now."""
    return [
        TransitionOut(to=step.to, label=step.button, needs=[need.name for need in step.needs])
        for step in lifecycle.transitions_from(_item(request, pk), request.actor)
    ]


@router.post("/items/{pk}/status", response=ItemOut)
def change_item_status(request: ApiRequest, pk: int, body: StatusIn) -> Any:
    """Take a step of the lifecycle."""
    item = _item(request, pk)
    step = lifecycle.transition(item, body.to)
    if step is None:
        raise Conflict(
            f"{item.label} is “{item.get_status_display()}”; it cannot become “{body.to}” from there.",
            remedy="Ask for its transitions.",
        )
    details = dict(body.details)
    places = {need.name for need in step.needs if need.kind == "place"}
    for name in places & details.keys():
        details[name] = found(Place.objects.visible_to(request.actor), details[name])
    return change_status(item, body.to, details=details, reason=body.reason, by=request.actor)


@router.get("/accessories", response=Page[AccessoryProductOut])
def list_accessories(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Products that go along with others: chargers, cases, styluses."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return paginate(Product.objects.filter(item_type__purpose=ItemType.Purpose.ACCESSORY), paging, order=("name", "pk"))


@router.post("/accessories", response={201: AccessoryProductOut})
def create_accessory(request: ApiRequest, body: AccessoryProductIn) -> Any:
    """Add an accessory to the catalogue."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    values = body.dict() | {"item_type": found(ItemType.objects.all(), body.item_type_id)}
    return created(save_accessory(None, values=values, by=request.actor))


@router.get("/models/{pk}/accessories", response=list[ModelAccessoryOut])
def list_model_accessories(request: ApiRequest, pk: int) -> Any:
    """What goes along with a device model."""
    request.actor.require(InventoryPermission.ITEM_VIEW)
    return list(found(DeviceModel.objects.all(), pk).accessories.all())


@router.put("/models/{pk}/accessories", response=ModelAccessoryOut)
def put_model_accessory(request: ApiRequest, pk: int, body: ModelAccessoryIn) -> Any:
    """An accessory goes along with the model, so many of it; sent again it changes the line."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    accessory = found(Product.objects.select_related("item_type"), body.accessory_id)
    model = found(DeviceModel.objects.all(), pk)
    return set_model_accessory(
        model, accessory, count=body.count, is_expected_back=body.is_expected_back, by=request.actor
    )


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
