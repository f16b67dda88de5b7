"""Every change of this room. Other rooms import from here."""

from firstbell.inventory.actions.accessories import remove_model_accessory, save_accessory, set_model_accessory
from firstbell.inventory.actions.carts import check_cart
from firstbell.inventory.actions.catalogue import (
    save_funding_source,
    save_item_type,
    save_label_size,
    save_model,
    save_tag_rule,
)
from firstbell.inventory.actions.custody import hand_out_item, receive_item, restore_item
from firstbell.inventory.actions.intake import Intake, add_device, add_item, add_made_item, add_scanned_devices
from firstbell.inventory.actions.items import edit_item, move_item, set_condition
from firstbell.inventory.actions.kits import add_kit, put_into_kit, take_out_of_kit
from firstbell.inventory.actions.printing import save_found_line, save_label_printer
from firstbell.inventory.actions.status import change_status, put_on_shelf, quarantine_item, send_to_triage

__all__ = [
    "Intake",
    "add_device",
    "add_item",
    "add_kit",
    "add_made_item",
    "add_scanned_devices",
    "change_status",
    "check_cart",
    "edit_item",
    "hand_out_item",
    "move_item",
    "put_into_kit",
    "put_on_shelf",
    "quarantine_item",
    "receive_item",
    "remove_model_accessory",
    "restore_item",
    "save_accessory",
    "save_found_line",
    "save_funding_source",
    "save_item_type",
    "save_label_printer",
    "save_label_size",
    "save_model",
    "save_tag_rule",
    "send_to_triage",
    "set_condition",
    "set_model_accessory",
    "take_out_of_kit",
]
