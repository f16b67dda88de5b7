"""Every change of this room. Other rooms import from here."""

from firstbell.inventory.actions.custody import hand_out_item, receive_item, restore_item
from firstbell.inventory.actions.status import change_status, put_on_shelf, quarantine_item, send_to_triage

__all__ = [
    "change_status",
    "hand_out_item",
    "put_on_shelf",
    "quarantine_item",
    "receive_item",
    "restore_item",
    "send_to_triage",
]
