"""What the self-check connector guards."""

from enum import StrEnum


class Sip2Permission(StrEnum):
    TERMINAL_EDIT = "sip2.terminal.edit"
    TERMINAL_SERVE = "sip2.terminal.serve"
    """What the machines themselves hold: to be counted, and to leave notes."""
    TEXT_EDIT = "sip2.text.edit"
    """Screen texts are the district's; who may edit them anywhere may edit them all."""
