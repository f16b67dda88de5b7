"""Items and devices: find, take in, change, move, take a step of the lifecycle."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import (
    ApiRequest,
    Entries,
    Outcomes,
    Page,
    Paging,
    Router,
    by_entry,
    created,
    each,
    found,
    given,
    paginate,
)
from firstbell.core.api.files import AttachmentOut
from firstbell.core.attachments import attachments_of
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.scan import normalise
from firstbell.inventory import lifecycle
from firstbell.inventory.actions import (
    Intake,
    add_device,
    change_status,
)
from firstbell.inventory.actions.intake import add_item, add_scanned_devices
from firstbell.inventory.actions.items import edit_item, move_item, set_condition
from firstbell.inventory.actions.status import quarantine_item
from firstbell.inventory.models import (
    DeviceModel,
    FundingSource,
    Item,
    ItemType,
    Product,
)
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import concrete, items_by_code
from firstbell.inventory.schemas import (
    ConditionIn,
    DeviceIn,
    ItemFilter,
    ItemOut,
    ItemPatch,
    MoveIn,
    PlainItemIn,
    QuarantineIn,
    ScanInIn,
    ScannedInOut,
    StatusIn,
    TransitionOut,
)
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router()
_RELATED = ("item_type", "organisation", "product", "device")


def _item(request: ApiRequest, pk: int) -> Item:
    item: Item = found(Item.objects.visible_to(request.actor).select_related(*_RELATED), pk)
    return concrete(item)


@router.get("/items", response=Page[ItemOut])
def list_items(request: ApiRequest, paging: Query[Paging], asked: Query[ItemFilter]) -> Any:
    """Items you may see, by tag."""
    equal = asked.equals(
        "status", "condition", "organisation_id", "item_type_id", "product_id", "place_id", "home_id",
        "holder_id", "assigned_to_id", "funding_source_id",
    )  # fmt: skip
    items = Item.objects.visible_to(request.actor).select_related("device").filter(**equal)
    is_named = asked.code or asked.item_type_id is not None or asked.product_id is not None
    wanted = False if asked.library is None and not is_named else asked.library
    if wanted is not None:
        items = items.filter(is_library=wanted)
    if asked.code:
        items = items_by_code(items, [normalise(asked.code)])
    if asked.warranty_before is not None:
        items = items.filter(warranty_until__lt=asked.warranty_before)
    return paginate(items, paging, order=("barcode_norm", "pk"))


@router.post("/items", response={201: ItemOut})
def create_device(request: ApiRequest, body: DeviceIn) -> Any:
    """Take in a device."""
    return created(_taken_in(request, body))


@router.post("/items/bulk", response=Outcomes[ItemOut])
@by_entry
def create_devices_in_bulk(request: ApiRequest, body: Entries[DeviceIn]) -> Any:
    """Take in up to 500 devices, each for itself."""
    request.actor.require(InventoryPermission.ITEM_ADD)
    return each(request, body.entries, lambda one: _taken_in(request, one), shape=ItemOut, status=201)


def _taken_in(request: ApiRequest, body: DeviceIn) -> Item:
    model = found(DeviceModel.objects.select_related("item_type"), body.model_id)
    return add_device(model, serial=body.serial, barcode=body.tag, intake=_intake(request, body), by=request.actor)


def _intake(request: ApiRequest, body: DeviceIn | PlainItemIn) -> Intake:
    kind = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    school = found(schools_for(request.actor, InventoryPermission.ITEM_ADD), body.organisation_id)
    return Intake(organisation=school, item_type=kind)


@router.post("/items/plain", response={201: ItemOut})
def create_plain_item(request: ApiRequest, body: PlainItemIn) -> Any:
    """Take in something without a serial number; it needs a tag."""
    intake = _intake(request, body)
    product = found(Product.objects.select_related("item_type"), body.product_id)
    return created(add_item(product, barcode=body.tag, intake=intake, by=request.actor))


@router.post("/items/scanned", response=ScannedInOut)
def scan_devices_in(request: ApiRequest, body: ScanInIn) -> Any:
    """A box of devices of one model. Good lines land, a refused one says why; one transaction for the whole list."""
    request.actor.require(InventoryPermission.ITEM_ADD)
    model = found(DeviceModel.objects.select_related("item_type"), body.model_id)
    kind = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    fund = found(FundingSource.objects.all(), body.funding_source_id) if body.funding_source_id is not None else None
    intake = Intake(
        organisation=found(schools_for(request.actor, InventoryPermission.ITEM_ADD), body.organisation_id),
        item_type=kind, funding_source=fund, order_number=body.order_number, purchased_on=body.purchased_on,
        warranty_until=body.warranty_until,
    )  # fmt: skip
    return add_scanned_devices(model, lines=body.lines, intake=intake, by=request.actor)


@router.get("/items/{pk}", response=ItemOut)
def read_item(request: ApiRequest, pk: int) -> Any:
    """One item."""
    return _item(request, pk)


_NAMED: dict[str, tuple[str, Any]] = {
    "tag": ("barcode", None),
    "product_id": ("product", lambda _: Product.objects.all()),
    "item_type_id": ("item_type", lambda _: ItemType.objects.all()),
    "organisation_id": ("organisation", lambda actor: schools_for(actor, InventoryPermission.ITEM_EDIT)),
    "home_id": ("home", Place.objects.visible_to),
    "funding_source_id": ("funding_source", lambda _: FundingSource.objects.all()),
}


_MAY_BE_EMPTY = frozenset({"home", "funding_source", "purchased_on", "cost_cents", "warranty_until", "aue_date"})


@router.patch("/items/{pk}", response=ItemOut)
def change_item(request: ApiRequest, pk: int, body: ItemPatch) -> Any:
    """Change facts; what is left out stays. Serial, MAC and end of updates are a device's only."""
    item = _item(request, pk)
    request.actor.require(InventoryPermission.ITEM_EDIT, at=item.organisation.scope_path)
    changes: dict[str, Any] = {}
    for key, value in given(body).items():
        name, queryset_for = _NAMED.get(key, (key, None))
        is_reference = queryset_for is not None and value is not None
        changes[name] = found(queryset_for(request.actor), value) if is_reference else value
        if value is None and name not in _MAY_BE_EMPTY:
            raise Invalid(f"{key} cannot be empty.", remedy="Leave it out to keep it.", field=key)
    edit_item(item, changes=changes, by=request.actor)
    return _item(request, pk)


@router.post("/items/{pk}/move", response=ItemOut)
def move_one_item(request: ApiRequest, pk: int, body: MoveIn) -> Any:
    """It is somewhere else now, or also belongs there."""
    place = found(Place.objects.visible_to(request.actor), body.place_id)
    return move_item(_item(request, pk), place=place, is_new_home=body.is_new_home, slot=body.slot, by=request.actor)


@router.post("/items/{pk}/condition", response=ItemOut)
def grade_item(request: ApiRequest, pk: int, body: ConditionIn) -> Any:
    """Grade its condition."""
    return set_condition(_item(request, pk), condition=body.condition, note=body.note, by=request.actor)


@router.post("/items/{pk}/quarantine", response=ItemOut)
def isolate_item(request: ApiRequest, pk: int, body: QuarantineIn) -> Any:
    """Isolate something dangerous."""
    place = found(Place.objects.visible_to(request.actor), body.place_id)
    return quarantine_item(_item(request, pk), hazard=body.hazard, place=place, reason=body.reason, by=request.actor)


@router.get("/items/{pk}/attachments", response=list[AttachmentOut])
def list_item_attachments(request: ApiRequest, pk: int) -> Any:
    """Files kept with an item."""
    return attachments_of(_item(request, pk).ref)


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
