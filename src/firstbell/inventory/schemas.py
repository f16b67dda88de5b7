"""What the REST interface says of items."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Filter, Schema


class ItemOut(Schema):
    """``serial`` is empty for what is no device; ``holder_id`` is always empty for private types."""

    id: int
    tag: str = Field(alias="barcode")
    serial: str = ""
    status: str
    condition: str
    product_id: int
    item_type_id: int
    organisation_id: int
    place_id: int | None
    home_id: int | None
    home_slot: str
    holder_id: int | None
    assigned_to_id: int | None
    reserved_for: str
    warranty_until: dt.date | None

    @staticmethod
    def resolve_serial(item: Any) -> str:
        return str(getattr(item, "serial", "") or getattr(getattr(item, "device", None), "serial", ""))


class DeviceIn(Schema):
    """A device taken in: ``model_id`` and ``organisation_id`` by id."""

    model_id: int
    organisation_id: int
    serial: str
    tag: str = ""
    item_type_id: int | None = None


class ScanInIn(Schema):
    """``lines``: each a serial number, or serial number and tag."""

    model_id: int
    organisation_id: int
    lines: list[str] = Field(min_length=1, max_length=1000)
    item_type_id: int | None = None
    funding_source_id: int | None = None
    order_number: str = Field("", max_length=60)
    purchased_on: dt.date | None = None
    warranty_until: dt.date | None = None


class RefusedLineOut(Schema):
    """``number``: which of the lines, from 1."""

    number: int
    text: str
    message: str
    remedy: str


class ScannedInOut(Schema):
    added: list[ItemOut]
    refused: list[RefusedLineOut]


class LabelPrinterIn(Schema):
    """``shift``: tenths of a millimetre to move right and down; ``ruler``: what 100 mm measure, in tenths, across and down."""

    organisation_id: int
    name: str = Field(min_length=1, max_length=60)
    shift_x: int = Field(0, ge=-100, le=100)
    shift_y: int = Field(0, ge=-100, le=100)
    ruler_x: int = Field(1000, ge=900, le=1100)
    ruler_y: int = Field(1000, ge=900, le=1100)


class LabelPrinterOut(LabelPrinterIn):
    id: int
    last_checked: dt.date | None


class FoundLineIn(Schema):
    """``text`` empty: what the organisation above says."""

    organisation_id: int
    text: str = Field("", max_length=120)


class FoundLineOut(Schema):
    organisation_id: int
    text: str


class StatusIn(Schema):
    """``details`` answers what the transition asks for, by name; a place is its id."""

    to: str
    details: dict[str, Any] = {}
    reason: str = ""


class TransitionOut(Schema):
    """A step this actor may take, and the names of what it asks for."""

    to: str
    label: str
    needs: list[str]


class AccessoryProductOut(Schema):
    """A charger, case or stylus as a product; the price is what a missing one costs."""

    id: int
    name: str
    manufacturer: str
    item_type_id: int
    replacement_cents: int | None


class AccessoryProductIn(Schema):
    name: str
    item_type_id: int
    manufacturer: str = ""
    replacement_cents: int | None = None


class ModelAccessoryOut(Schema):
    """``count`` pieces of the accessory go along with every item of the model."""

    id: int
    product_id: int
    accessory_id: int
    code: str
    count: int
    is_expected_back: bool


class ModelAccessoryIn(Schema):
    accessory_id: int
    count: int = 1
    is_expected_back: bool = True


class KitPartOut(Schema):
    """``part_id`` is the item that lies in the kit."""

    id: int
    kit_id: int
    part_id: int
    role: str


class KitIn(Schema):
    """``part_ids`` are items that lie in it from the beginning."""

    organisation_id: int
    name: str
    tag: str
    place_id: int | None = None
    part_ids: list[int] = []


class KitPartIn(Schema):
    part_id: int
    role: str = ""


class ItemFilter(Filter):
    """``code``: a tag or serial number as scanned, also a former one.

    ``library``: true for library material only, false for everything else; left out, books are in the answer only where
    you ask for a code, a type or a product.
    """

    status: str = ""
    condition: str = ""
    organisation_id: int | None = None
    item_type_id: int | None = None
    product_id: int | None = None
    place_id: int | None = None
    home_id: int | None = None
    holder_id: int | None = None
    assigned_to_id: int | None = None
    funding_source_id: int | None = None
    code: str = Field("", max_length=120)
    library: bool | None = None
    warranty_before: dt.date | None = None


class PlainItemIn(Schema):
    """Something without a serial number, e.g. a charger."""

    product_id: int
    organisation_id: int
    tag: str
    item_type_id: int | None = None


class ItemPatch(Schema):
    """Only what is sent changes."""

    tag: str | None = None
    serial: str | None = None
    mac_address: str | None = None
    aue_date: dt.date | None = None
    product_id: int | None = None
    item_type_id: int | None = None
    organisation_id: int | None = None
    home_id: int | None = None
    home_slot: str | None = Field(None, max_length=20)
    funding_source_id: int | None = None
    purchased_on: dt.date | None = None
    cost_cents: int | None = Field(None, ge=0, lt=2**31)
    order_number: str | None = Field(None, max_length=60)
    warranty_until: dt.date | None = None
    reserved_for: str | None = Field(None, max_length=100)
    notes: str | None = Field(None, max_length=10_000)


class MoveIn(Schema):
    """``is_new_home``: it also belongs there from now on, in ``slot``."""

    place_id: int
    is_new_home: bool = False
    slot: str = Field("", max_length=20)


class ConditionIn(Schema):
    condition: str
    note: str = Field("", max_length=1000)


class QuarantineIn(Schema):
    hazard: str
    place_id: int
    reason: str = Field("", max_length=1000)


class CartOut(Schema):
    """A cart with how many things belong there and how many of them are there."""

    id: int
    name: str
    organisation_id: int
    belonging: int
    present: int

    @staticmethod
    def resolve_id(line: Any) -> int:
        return int(line.place.pk)

    @staticmethod
    def resolve_name(line: Any) -> str:
        return str(line.place.name)

    @staticmethod
    def resolve_organisation_id(line: Any) -> int:
        return int(line.place.organisation_id)


class CartCheckIn(Schema):
    codes: list[str] = Field(max_length=500)


class ModelIn(Schema):
    name: str = Field(max_length=100)
    manufacturer: str = Field("", max_length=100)
    item_type_id: int
    category: str
    model_number: str = Field("", max_length=60)
    replacement_cents: int | None = Field(None, ge=0, lt=2**31)
    aue_date: dt.date | None = None
    aue_source: str = Field("", max_length=200)
    aue_checked_on: dt.date | None = None
    notes: str = Field("", max_length=10_000)


class ModelOut(ModelIn):
    """``aue_date``: the last day of automatic updates, by the maker's list named in ``aue_source``."""

    id: int


class ItemTypeIn(Schema):
    code: str
    name: str
    purpose: str
    icon: str = ""
    holder_is_private: bool = False


class ItemTypeOut(ItemTypeIn):
    id: int


class FundingIn(Schema):
    code: str
    name: str
    restrictions: str = Field("", max_length=10_000)


class FundingOut(FundingIn):
    id: int


class LabelSizeIn(Schema):
    """Lengths in tenths of a millimetre."""

    slug: str
    name: str
    paper: str
    code: str
    width: int = Field(ge=0, le=32767)
    height: int = Field(ge=0, le=32767)
    columns: int = Field(1, ge=0, le=32767)
    rows: int = Field(1, ge=0, le=32767)
    margin_top: int = Field(0, ge=0, le=32767)
    margin_left: int = Field(0, ge=0, le=32767)
    gap_x: int = Field(0, ge=0, le=32767)
    gap_y: int = Field(0, ge=0, le=32767)
    source: str = ""
    last_checked: dt.date | None = None


class LabelSizeOut(LabelSizeIn):
    id: int
    is_verified: bool


class TagRuleIn(Schema):
    min_length: int = Field(ge=0, le=32767)
    pattern: str = ""
    example: str = ""
    source: str = ""
    last_checked: dt.date | None = None


class TagRuleOut(TagRuleIn):
    pass


class ItemMergeIn(Schema):
    """``take``: facts whose value comes from the other one."""

    other_id: int
    take: list[str] = []
    reason: str


class CartCheckOut(Schema):
    """``strangers`` belong elsewhere; ``elsewhere`` belong here and are known to be with somebody or in repair."""

    present: list[ItemOut]
    strangers: list[ItemOut]
    missing: list[ItemOut]
    elsewhere: list[ItemOut]
    unknown: list[str]
