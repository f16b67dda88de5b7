"""Products and items: what is owned, each with a barcode, a home, a condition and a holder."""

from firstbell.inventory.models.accessories import ModelAccessory
from firstbell.inventory.models.devices import Device, DeviceModel, ManagementRecord
from firstbell.inventory.models.items import (
    FormerCode,
    FundingSource,
    Item,
    ItemQuerySet,
    ItemType,
    Product,
    StatusChange,
)
from firstbell.inventory.models.kits import KitPart
from firstbell.inventory.models.past import PastEvent
from firstbell.inventory.models.registers import RegisterRecord
from firstbell.inventory.models.rules import FoundLine, LabelPrinter, LabelSize, TagRule
from firstbell.inventory.models.status import Condition, Status

__all__ = [
    "Condition",
    "Device",
    "DeviceModel",
    "FormerCode",
    "FoundLine",
    "FundingSource",
    "Item",
    "ItemQuerySet",
    "ItemType",
    "KitPart",
    "LabelPrinter",
    "LabelSize",
    "ManagementRecord",
    "ModelAccessory",
    "PastEvent",
    "Product",
    "RegisterRecord",
    "Status",
    "StatusChange",
    "TagRule",
]
