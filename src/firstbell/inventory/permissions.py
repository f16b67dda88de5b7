"""What the inventory room guards."""

from enum import StrEnum


class InventoryPermission(StrEnum):
    ITEM_VIEW = "inventory.item.view"
    ITEM_ADD = "inventory.item.add"
    ITEM_EDIT = "inventory.item.edit"
    ITEM_MERGE = "inventory.item.merge"
    ITEM_TRIAGE = "inventory.item.triage"
    ITEM_MOVE = "inventory.item.move"
    ITEM_QUARANTINE = "inventory.item.quarantine"
    ITEM_REPAIR = "inventory.item.repair"
    ITEM_MARK_MISSING = "inventory.item.mark_missing"
    ITEM_DECLARE_LOST = "inventory.item.declare_lost"
    ITEM_RETIRE = "inventory.item.retire"
    ITEM_DISPOSE = "inventory.item.dispose"
    CATALOGUE_EDIT = "inventory.catalogue.edit"
    LABEL_PRINT = "inventory.label.print"
