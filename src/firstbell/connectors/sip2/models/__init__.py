"""Terminals, what they were used for, what there is to look at, and the district's own screen texts."""

from firstbell.connectors.sip2.models.terminals import ALWAYS, ON_BY_DEFAULT, SWITCHED, Terminal, TerminalQuerySet
from firstbell.connectors.sip2.models.texts import ScreenText
from firstbell.connectors.sip2.models.use import DayCount, TerminalNote

__all__ = [
    "ALWAYS",
    "ON_BY_DEFAULT",
    "SWITCHED",
    "DayCount",
    "ScreenText",
    "Terminal",
    "TerminalNote",
    "TerminalQuerySet",
]
