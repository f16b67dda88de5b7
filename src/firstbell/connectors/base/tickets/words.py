"""What the words of other help desks come to here, where nobody said otherwise on the preview.

States: osTicket's are shipped as Open, Resolved, Closed, Archived and Deleted, Zammad's as new, open, pending reminder,
pending close, closed, merged and removed (their documentation, looked at 2026-11-25); the others are what people write into
tables. Anything else is asked, once, and remembered.
"""

from __future__ import annotations

import datetime as dt
import re

from firstbell.connectors.base.cells import Unreadable, day, moment
from firstbell.connectors.base.tickets.old import DONE, LEFT_OUT, OPEN

_OPEN = (
    "open", "opened", "new", "reopened", "re-opened", "assigned", "unassigned", "answered", "in progress", "pending",
    "pending reminder", "pending close", "on hold", "waiting", "waiting on customer", "awaiting reply", "active", "abierto",
    "nuevo", "en curso", "pendiente", "offen", "neu", "in bearbeitung", "wartend",
)  # fmt: skip
_DONE = (
    "closed", "close", "resolved", "solved", "done", "completed", "complete", "fixed", "archived", "merged", "finished",
    "cerrado", "resuelto", "geschlossen", "erledigt", "gelöst",
)  # fmt: skip
_LEFT_OUT = ("deleted", "removed", "trash", "spam", "eliminado", "gelöscht")
_STATES = {
    **dict.fromkeys(_OPEN, OPEN), **dict.fromkeys(_DONE, DONE), **dict.fromkeys(_LEFT_OUT, LEFT_OUT),
    "left out": LEFT_OUT,
}  # fmt: skip

_PRIORITIES = {
    **dict.fromkeys(("low", "1 low", "lowest", "minor", "can_wait", "can wait", "baja", "niedrig", "planning"), "can_wait"),
    **dict.fromkeys(("normal", "2 normal", "medium", "moderate", "default", "slowed", "media", "mittel", "none"), "slowed"),
    **dict.fromkeys(
        (
            "high", "3 high", "highest", "urgent", "emergency", "critical", "cannot_teach", "cannot teach", "alta",
            "urgente", "hoch", "dringend",
        ),
        "cannot_teach",
    ),
}  # fmt: skip
URGENCIES = ("cannot_teach", "slowed", "can_wait")

_NOTHING = frozenset({"", "-", "null", "\\n", "none", "n/a", "0000-00-00", "0000-00-00 00:00:00"})
_NAMED = re.compile(
    r"(?:[A-Za-z]{3},? )?([A-Za-z]{3,9} \d{1,2}, \d{4}),? (\d{1,2}:\d{2}(?::\d{2})? ?[AaPp]?\.?[Mm]?\.?)"
)
_SLASHED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(.*)")
_UTC = re.compile(r" ?UTC$")


def state_of(word: str) -> str:
    """``open``, ``done`` or ``left out``; empty for a word nobody knows."""
    return _STATES.get(" ".join(word.split()).casefold(), "")


def urgency_of(word: str) -> str:
    """One of :data:`URGENCIES`; empty for a word nobody knows."""
    return _PRIORITIES.get(" ".join(word.split()).casefold(), "")


def said_moment(text: str, zone: dt.tzinfo, *, day_first: bool = False) -> dt.datetime | None:
    """A moment as help desks and spreadsheets write it, in UTC; None for an empty cell. Raises :class:`Unreadable`.

    ISO with or without an offset (``2021-11-03T11:51:13.790Z``), ``2025-09-02 07:42:10``, ``9/2/2025 7:42 AM`` (the month
    first unless ``day_first``), ``02.09.2025 07:42`` (always the day first), ``Sep 2, 2025 7:42 AM``, or only a day.
    """
    text = " ".join(text.split())
    if text.casefold() in _NOTHING:
        return None
    text = _UTC.sub("Z", text)
    if (named := _NAMED.fullmatch(text)) is not None:
        found_day = day(named[1])
        text = f"{found_day} {named[2]}"
    elif (slashed := _SLASHED.fullmatch(text)) is not None and (day_first or "." in text[:6]):
        text = f"{slashed[3]}-{slashed[2]}-{slashed[1]}{slashed[4].replace(',', '')}"
    else:
        text = text.replace(", ", " ")
    try:
        found = moment(text, zone)
        return None if found is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(text) from error
