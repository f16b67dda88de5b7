"""Every change of this room. Other rooms import from here."""

from firstbell.circulation.actions._routing import NextStep
from firstbell.circulation.actions.accessories import charge_accessory, receive_accessory, waive_accessory
from firstbell.circulation.actions.auto_renewals import renew_due_loans
from firstbell.circulation.actions.blocks import lift_block, set_block
from firstbell.circulation.actions.carts import lend_cart, return_cart, undo_lend_cart, undo_return_cart
from firstbell.circulation.actions.check_ins import CheckIn, check_in
from firstbell.circulation.actions.claims import claim_returned, record_shelf_check, settle_claim
from firstbell.circulation.actions.fees import charge_fee, reverse_entry, take_payment, waive_fee
from firstbell.circulation.actions.fines import bill_loss, bill_losses, close_losses
from firstbell.circulation.actions.holds import (
    cancel_hold,
    expire_holds,
    move_hold_ahead,
    place_hold,
    suspend_hold,
)
from firstbell.circulation.actions.loans import LendingRefused, lend_item, undo_lend
from firstbell.circulation.actions.paper_notices import print_notices
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
from firstbell.circulation.actions.reservations import cancel_reservation, lapse_reservations, reserve
from firstbell.circulation.actions.returns import return_item, undo_return
from firstbell.circulation.actions.textbooks import (
    Collected,
    collect_textbook,
    drop_textbook,
    issue_textbook,
    lend_class_set,
    plan_textbook,
    return_class_set,
)
from firstbell.circulation.actions.visits import set_class_visits
from firstbell.circulation.actions.year_ends import end_year, reopen_year

__all__ = [
    "CheckIn",
    "Collected",
    "LendingRefused",
    "NextStep",
    "bill_loss",
    "bill_losses",
    "cancel_hold",
    "cancel_reservation",
    "charge_accessory",
    "charge_fee",
    "check_in",
    "claim_returned",
    "close_losses",
    "collect_textbook",
    "convert_loan",
    "drop_textbook",
    "end_year",
    "expire_holds",
    "issue_textbook",
    "lapse_reservations",
    "lend_cart",
    "lend_class_set",
    "lend_item",
    "lift_block",
    "move_hold_ahead",
    "place_hold",
    "plan_textbook",
    "print_notices",
    "receive_accessory",
    "record_shelf_check",
    "remind_borrower",
    "remove_named_due_date",
    "remove_patron_group",
    "remove_rule",
    "renew_due_loans",
    "renew_loan",
    "reopen_year",
    "reserve",
    "return_cart",
    "return_class_set",
    "return_item",
    "reverse_entry",
    "save_named_due_date",
    "save_patron_group",
    "send_reminders",
    "set_block",
    "set_class_visits",
    "set_rule",
    "settle_claim",
    "suspend_hold",
    "take_payment",
    "tell_who_left",
    "undo_lend",
    "undo_lend_cart",
    "undo_renewal",
    "undo_return",
    "undo_return_cart",
    "waive_accessory",
    "waive_fee",
]
