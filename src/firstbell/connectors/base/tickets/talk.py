"""The conversation of an old ticket as lines that are kept here: plain text, in order, with the files that are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from firstbell.connectors.base.cells import Unreadable
from firstbell.connectors.base.texts import clean, one_line, text_of_html
from firstbell.connectors.base.tickets.files import Files
from firstbell.connectors.base.tickets.known import Known
from firstbell.connectors.base.tickets.old import OldEntry, OldFile, OldSystem, OldTicket
from firstbell.connectors.base.tickets.words import said_moment
from firstbell.helpdesk.actions.imported import OldLine

MOST_TEXT = 50_000
"""Characters of one line or of what was said first."""
MOST_LINES = 2_000
CUT = "… (cut when it was brought here)"
NOTE, REPLY = "note", "reply"


@dataclass
class Talk:
    """What was said first, and what came after. ``broken``: lines whose moment could not be read."""

    description: str = ""
    files: tuple[tuple[str, str], ...] = ()
    lines: list[OldLine] = field(default_factory=list)
    broken: int = 0
    cut: int = 0


def plain(text: str, *, is_html: bool) -> str:
    """Text without anything that acts, at most :data:`MOST_TEXT` long."""
    text = text_of_html(text) if is_html else clean(text).strip()
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT].rstrip()}\n{CUT}"


def talk_of(
    old: OldTicket, system: OldSystem, known: Known, files: Files, opened: dt.datetime, zone: dt.tzinfo
) -> Talk:
    """Lines in the order of their moments; the first that is no note is what was said when the ticket was opened."""
    talk = Talk(plain(old.description, is_html=old.is_html))
    talk.files, rest = files.found(old.number, old.files)
    talk.description = _with_names(talk.description, rest, system)
    entries = old.entries()
    talk.cut = max(0, len(entries) - MOST_LINES)
    at = opened
    dated: list[tuple[dt.datetime, OldEntry]] = []
    for entry in entries[:MOST_LINES]:
        try:
            at = said_moment(entry.at, zone, day_first=system.day_first) or at
        except Unreadable:
            talk.broken += 1
        dated.append((at, entry))
    dated.sort(key=lambda pair: pair[0])
    if not talk.description and not talk.files:
        first = next((number for number, (_, entry) in enumerate(dated) if not entry.is_note), None)
        if first is not None:
            _, entry = dated.pop(first)
            talk.files, rest = files.found(old.number, entry.files)
            talk.description = _with_names(plain(entry.body, is_html=entry.is_html), rest, system)
    for at, entry in dated:
        line = _line(old, entry, at, system, known, files)
        if line is not None:
            talk.lines.append(line)
    return talk


def _line(
    old: OldTicket, entry: OldEntry, at: dt.datetime, system: OldSystem, known: Known, files: Files
) -> OldLine | None:
    kept, rest = files.found(old.number, entry.files)
    text = _with_names(plain(entry.body, is_html=entry.is_html), rest, system)
    if not text and not kept:
        return None
    key = known.author_key(entry.email) or f"import:{system.key}"[:80]
    name = one_line(entry.author) or one_line(entry.email) or f"somebody in {system.name}"
    kind = NOTE if entry.is_note else REPLY
    return OldLine(kind, text or "(a file)", key, name[:200], at.isoformat(), kept)


def _with_names(text: str, names: Sequence[OldFile], system: OldSystem) -> str:
    """Files that did not come along are named, so that somebody can still ask for them."""
    if not names:
        return text
    shown = ", ".join(one_line(one.name)[:120] for one in names[:20])
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return f"{text}\n\nWas attached in {system.name}: {shown}{more}".strip()
