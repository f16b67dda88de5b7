"""Products and items: what is owned, each with a barcode, a home, a condition and a holder."""

from firstbell.inventory.models.accessories import ModelAccessory
from firstbell.inventory.models.devices import Device, DeviceModel, ManagementRecord
from firstbell.inventory.models.items import FundingSource, Item, ItemQuerySet, ItemType, Product, StatusChange
from firstbell.inventory.models.kits import KitPart
from firstbell.inventory.models.rules import LabelSize, TagRule
from firstbell.inventory.models.status import Condition, Status

__all__ = [
    "Condition",
    "Device",
    "DeviceModel",
    "FundingSource",
    "Item",
    "ItemQuerySet",
    "ItemType",
    "KitPart",
    "LabelSize",
    "ManagementRecord",
    "ModelAccessory",
    "Product",
    "Status",
    "StatusChange",
    "TagRule",
]
