"""Products and items: what is owned, each with a barcode, a home, a condition and a holder."""

from firstbell.inventory.models.devices import Device, DeviceModel, ManagementRecord
from firstbell.inventory.models.items import FundingSource, Item, ItemQuerySet, ItemType, Product, StatusChange
from firstbell.inventory.models.past import PastEvent
from firstbell.inventory.models.registers import RegisterRecord
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
    "LabelSize",
    "ManagementRecord",
    "PastEvent",
    "Product",
    "RegisterRecord",
    "Status",
    "StatusChange",
    "TagRule",
]
