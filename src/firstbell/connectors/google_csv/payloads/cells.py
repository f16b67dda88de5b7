"""The value forms only the Admin console has: the end of updates and its words for a state."""

from __future__ import annotations

import datetime as dt
import re

from firstbell.connectors.base.cells import (
    MONTHS,
    NAMED_MONTH,
    NOTHING,
    Unreadable,
    day_of,
    is_mangled,
    mac_address,
    moment,
    month_end,
)
from firstbell.connectors.google_csv.payloads.columns import STATES

__all__ = ["Unreadable", "is_mangled", "mac_address", "moment", "state", "update_end"]

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_SLASHED_MONTH = re.compile(r"(\d{1,2})/(\d{4})")


def update_end(text: str) -> dt.date | None:
    """The last day of automatic updates. ``2029-06`` is the last day of June 2029; a full date stands for itself.

    Also ``6/2029``, ``Jun 2029``, ``Jun 1, 2029`` and epoch milliseconds (the API's old field).
    """
    text = text.strip()
    if text.casefold() in NOTHING or text == "0":
        return None
    if found := _MONTH.fullmatch(text):
        return month_end(int(found[1]), int(found[2]))
    if found := _SLASHED_MONTH.fullmatch(text):
        return month_end(int(found[2]), int(found[1]))
    if found := NAMED_MONTH.fullmatch(text):
        month = MONTHS.get(found[1].casefold())
        if month is None:
            raise Unreadable(text)
        return day_of(int(found[3]), month, int(found[2])) if found[2] else month_end(int(found[3]), month)
    found_moment = moment(text, dt.UTC)
    return None if found_moment is None else found_moment.date()


def state(text: str) -> str | None:
    """What the console's word means: "provisioned", "deprovisioned", "disabled" or "" (nothing); None for an unknown word."""
    word = text.strip().casefold().replace(" ", "_").replace("-", "_")
    return STATES.get(word) if word else ""
