"""A ticket as another help desk tells it: text throughout, nothing judged yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

OPEN, DONE, LEFT_OUT = "open", "done", "left out"
STATES = (OPEN, DONE, LEFT_OUT)
"""What a state of another help desk can come to. ``left out``: deleted there."""


class OldFile(NamedTuple):
    """A file that hung on a ticket there. ``names`` are those under which the zip may hold it, the surest first."""

    name: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OldEntry:
    """A line of its conversation. ``is_note``: only the people who worked there read it."""

    at: str
    body: str
    author: str = ""
    email: str = ""
    is_note: bool = False
    is_html: bool = False
    files: tuple[OldFile, ...] = ()


def no_entries() -> list[OldEntry]:
    """It has no conversation, or the file does not tell it."""
    return []


@dataclass
class OldTicket:
    """One ticket. ``mark`` is a hash of everything the files say of it; ``entries`` is only asked when that is new.

    ``raw`` and ``line`` say where it stands, for what is kept aside. ``state`` is the system's word; ``is_done`` what the
    system itself says that word means, None where it does not. ``codes`` are tags and serial numbers, in any separators.
    ``said`` is what has no place here: (label, value).
    """

    number: str
    mark: int
    line: int = 0
    file: str = ""
    raw: bytes = b""
    title: str = ""
    description: str = ""
    is_html: bool = False
    state: str = ""
    is_done: bool | None = None
    opened: str = ""
    closed: str = ""
    updated: str = ""
    requester: str = ""
    email: str = ""
    identifier: str = ""
    agent: str = ""
    agent_email: str = ""
    category: str = ""
    priority: str = ""
    school: str = ""
    place: str = ""
    codes: str = ""
    is_private: str = ""
    files: tuple[OldFile, ...] = ()
    said: list[tuple[str, str]] = field(default_factory=list)
    entries: Callable[[], list[OldEntry]] = no_entries


@dataclass(frozen=True)
class OldSystem:
    """Whose tickets they are. ``key`` tells numbers of two systems apart; ``zone`` of its moments is the school's."""

    key: str
    name: str
    with_talk: bool = False
    """Its files have the conversation, and the first of its lines is what was said when the ticket was opened."""
    day_first: bool = False
