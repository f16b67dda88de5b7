"""Every change of this room. Other rooms import from here."""

from firstbell.library.actions.copies import add_copy, edit_copy, move_copy, reinstate_copy, withdraw_copy
from firstbell.library.actions.labels import labels_printed, want_labels
from firstbell.library.actions.shelving import order_shelving_places, remove_shelving_place, save_shelving_place

__all__ = [
    "add_copy",
    "edit_copy",
    "labels_printed",
    "move_copy",
    "order_shelving_places",
    "reinstate_copy",
    "remove_shelving_place",
    "save_shelving_place",
    "want_labels",
    "withdraw_copy",
]
