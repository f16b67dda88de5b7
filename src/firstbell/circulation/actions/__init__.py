"""Every change of this room. Other rooms import from here."""

from firstbell.circulation.actions.blocks import lift_block, set_block
from firstbell.circulation.actions.fees import charge_fee, reverse_entry, take_payment, waive_fee
from firstbell.circulation.actions.loans import LendingRefused, lend_item, undo_lend
from firstbell.circulation.actions.policies import (
    remove_named_due_date,
    remove_patron_group,
    remove_rule,
    save_named_due_date,
    save_patron_group,
    set_rule,
)
from firstbell.circulation.actions.reminders import remind_borrower, send_reminders, tell_who_left
from firstbell.circulation.actions.renewals import convert_loan, renew_loan, undo_renewal
from firstbell.circulation.actions.returns import return_item, undo_return

__all__ = [
    "LendingRefused",
    "charge_fee",
    "convert_loan",
    "lend_item",
    "lift_block",
    "remind_borrower",
    "remove_named_due_date",
    "remove_patron_group",
    "remove_rule",
    "renew_loan",
    "return_item",
    "reverse_entry",
    "save_named_due_date",
    "save_patron_group",
    "send_reminders",
    "set_block",
    "set_rule",
    "take_payment",
    "tell_who_left",
    "undo_lend",
    "undo_renewal",
    "undo_return",
    "waive_fee",
]
