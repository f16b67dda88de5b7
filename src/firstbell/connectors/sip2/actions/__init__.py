"""Every change of this connector."""

from firstbell.connectors.sip2.actions.terminals import (
    NewPassword,
    add_terminal,
    edit_terminal,
    make_password,
    settle_note,
)
from firstbell.connectors.sip2.actions.texts import set_screen_text
from firstbell.connectors.sip2.actions.use import Use, count_miss, leave_note, note_condition, note_problem, note_use

__all__ = [
    "NewPassword",
    "Use",
    "add_terminal",
    "count_miss",
    "edit_terminal",
    "leave_note",
    "make_password",
    "note_condition",
    "note_problem",
    "note_use",
    "set_screen_text",
    "settle_note",
]
