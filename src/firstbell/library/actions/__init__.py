"""Every change of this room. Other rooms import from here."""

from firstbell.library.actions.copies import add_copy, edit_copy, move_copy, reinstate_copy, withdraw_copy
from firstbell.library.actions.labels import labels_printed, want_labels
from firstbell.library.actions.shelf_checks import end_check, mark_unseen, scan_shelf, start_check, take_back_missing
from firstbell.library.actions.shelving import order_shelving_places, remove_shelving_place, save_shelving_place
from firstbell.library.actions.weeding import keep_copy, remove_weeding_rule, save_weeding_rule, take_back_keeping

__all__ = [
    "add_copy",
    "edit_copy",
    "end_check",
    "keep_copy",
    "labels_printed",
    "mark_unseen",
    "move_copy",
    "order_shelving_places",
    "reinstate_copy",
    "remove_shelving_place",
    "remove_weeding_rule",
    "save_shelving_place",
    "save_weeding_rule",
    "scan_shelf",
    "start_check",
    "take_back_keeping",
    "take_back_missing",
    "want_labels",
    "withdraw_copy",
]
