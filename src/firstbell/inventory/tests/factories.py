"""Things to test with: plain functions, straight into the tables; nothing is indexed for search."""

from __future__ import annotations

import datetime as dt
from itertools import count

from django.utils import timezone

from firstbell.inventory.models import (
    Condition,
    Device,
    DeviceModel,
    FundingSource,
    Item,
    ItemType,
    KitPart,
    LabelSize,
    ManagementRecord,
    ModelAccessory,
    Product,
    Status,
)
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

_number = count(1)


def make_item_type(code: str = "one-to-one", *, purpose: str = "", is_private: bool = False) -> ItemType:
    """The type with this code; made when it does not exist. ``loaner`` and ``cart-device`` have their purposes by themselves."""
    usual = {"loaner": "loaner", "cart-device": "place", "book": "library", "charger": "accessory"}
    found, _ = ItemType.objects.get_or_create(
        code=code,
        defaults={
            "name": code.replace("-", " ").capitalize(),
            "purpose": purpose or usual.get(code, "assignment"),
            "holder_is_private": is_private,
        },
    )
    return found


def make_model(
    name: str = "", *, item_type: ItemType | None = None, category: str = "chromebook", aue_date: dt.date | None = None
) -> DeviceModel:
    return DeviceModel.objects.create(
        name=name or f"Acer Chromebook 3{next(_number)}1",
        manufacturer="Acer",
        item_type=item_type or make_item_type(),
        category=category,
        aue_date=aue_date,
    )


def make_device(
    organisation: Organisation,
    barcode: str | None = None,
    *,
    serial: str = "",
    model: DeviceModel | None = None,
    item_type: ItemType | str | None = None,
    status: str | None = None,
    condition: str = Condition.GOOD,
    assigned_to: Person | None = None,
    holder: Person | None = None,
    home: Place | None = None,
    home_slot: str = "",
    place: Place | None = None,
    aue_date: dt.date | None = None,
    warranty_until: dt.date | None = None,
    funding_source: FundingSource | None = None,
    reserved_for: str = "",
) -> Device:
    """A device; without a status it is ASSIGNED when it has an owner, else where its type waits."""
    number = next(_number)
    kind = make_item_type(item_type) if isinstance(item_type, str) else item_type
    kind = kind or (model.item_type if model is not None else make_item_type())
    if status is None:
        at_rest = Status.LOANER_AVAILABLE if kind.purpose == "loaner" else Status.AVAILABLE
        status = Status.ASSIGNED if assigned_to is not None else at_rest
    if holder is None and status == Status.ASSIGNED:
        holder = assigned_to
    return Device.objects.create(
        product=model or make_model(item_type=kind),
        item_type=kind,
        organisation=organisation,
        barcode=f"{100000 + number}" if barcode is None else barcode,
        serial=serial or f"NXSN{number:06}",
        status=status,
        status_since=timezone.now(),
        condition=condition,
        assigned_to=assigned_to,
        holder=holder,
        home=home,
        home_slot=home_slot,
        place=place,
        aue_date=aue_date,
        warranty_until=warranty_until,
        funding_source=funding_source,
        reserved_for=reserved_for,
    )


def make_accessory(name: str = "65 W USB-C charger", *, kind: str = "charger", cents: int | None = 2900) -> Product:
    return Product.objects.create(
        name=name, item_type=make_item_type(kind, purpose="accessory"), replacement_cents=cents
    )


def make_goes_along(
    product: Product, accessory: Product, *, count: int = 1, is_expected_back: bool = True
) -> ModelAccessory:
    return ModelAccessory.objects.create(
        product=product,
        accessory=accessory,
        code=accessory.item_type.code,
        count=count,
        is_expected_back=is_expected_back,
    )


def make_accessory_item(organisation: Organisation, barcode: str, *, product: Product) -> Item:
    """An accessory with a barcode of its own."""
    return Item.objects.create(
        product=product,
        item_type=product.item_type,
        organisation=organisation,
        barcode=barcode,
        status=Status.AVAILABLE,
        status_since=timezone.now(),
    )


def make_kit(
    organisation: Organisation, barcode: str = "K-1", *, parts: tuple[Item, ...] = (), name: str = "Camera kit"
) -> Item:
    kind = make_item_type("kit", purpose="kit")
    product, _ = Product.objects.get_or_create(name=name, defaults={"item_type": kind})
    kit = Item.objects.create(
        product=product,
        item_type=kind,
        organisation=organisation,
        barcode=barcode,
        status=Status.AVAILABLE,
        status_since=timezone.now(),
    )
    for part in parts:
        KitPart.objects.create(kit=kit, part=part)
    return kit


def make_loaner(organisation: Organisation, barcode: str | None = None, *, place: Place | None = None) -> Device:
    return make_device(organisation, barcode, item_type="loaner", place=place, home=place)


def make_place(
    organisation: Organisation,
    name: str = "",
    *,
    kind: str = "room",
    capacity: int | None = None,
    parent: Place | None = None,
) -> Place:
    """A place with the code ``P1``, ``P2``…; rooms are rooms' own, this is enough to put things into."""
    number = next(_number)
    return Place.objects.create(
        organisation=organisation, kind=kind, name=name or f"{kind.title()} {number}", code=f"P{number}",
        capacity=capacity, parent=parent,
    )  # fmt: skip


def make_funding_source(code: str = "title-i") -> FundingSource:
    return FundingSource.objects.get_or_create(code=code, defaults={"name": code.replace("-", " ").title()})[0]


def make_management_record(device: Device, *, console: str = "google", state: str = "Provisioned") -> ManagementRecord:
    return ManagementRecord.objects.create(device=device, console=console, state=state, read_at=timezone.now())


def item_of(device: Device) -> Item:
    """The device read again as a bare item."""
    return Item.objects.get(pk=device.pk)


def make_label_size(slug: str = "roll-62x29", *, code: str = "both") -> LabelSize:
    """A roll label; transactional tests wash away the sizes that came with the tables."""
    found, _ = LabelSize.objects.get_or_create(
        slug=slug, defaults={"name": "Roll 62 x 29 mm", "paper": "label", "code": code, "width": 620, "height": 290}
    )
    return found
