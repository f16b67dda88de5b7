"""What the REST interface says of items."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Schema


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
