"""What all connections of one server share: who is signed in how often, what was changed last, and how much was done.

In memory, behind one lock; counts go into the database every few seconds. No borrower and no title is in it, but for the last
answer to each terminal, which a terminal that lost its line may ask for again.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from firstbell.connectors.sip2.actions import Use, note_use
from firstbell.connectors.sip2.codec.responses import Response
from firstbell.connectors.sip2.models import Terminal
from firstbell.core.actor import system_actor

log = logging.getLogger("firstbell.sip2")

RETRY_SECONDS = 180.0
"""So long a terminal that reconnects may send its last change once more and gets the same answer."""
WAIT_SECONDS = 20.0


@dataclass(slots=True)
class LastChange:
    """The last message that changed something. ``answer`` is None until it is done, and when it failed."""

    body: bytes
    by: int
    at: float = field(default_factory=time.monotonic)
    answer: Response | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Office:
    """One per server process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._signed_in: dict[int, int] = {}
        self._last: dict[int, LastChange] = {}
        self._use: dict[int, Use] = {}

    def enter(self, terminal: Terminal) -> bool:
        """One more connection of this terminal, unless it has as many as it may."""
        with self._lock:
            number = self._signed_in.get(terminal.pk, 0)
            if number >= terminal.most_connections:
                return False
            self._signed_in[terminal.pk] = number + 1
            return True

    def leave(self, terminal_id: int) -> None:
        with self._lock:
            self._signed_in[terminal_id] = max(0, self._signed_in.get(terminal_id, 0) - 1)

    def begin(self, terminal_id: int, body: bytes, by: int) -> tuple[LastChange, bool]:
        """The change to be made, and whether another connection has made or is making the very same one."""
        with self._lock:
            last = self._last.get(terminal_id)
            is_recent = last is not None and time.monotonic() - last.at < RETRY_SECONDS
            if last is not None and is_recent and last.body == body and last.by != by:
                return last, True
            mine = self._last[terminal_id] = LastChange(body, by)
            return mine, False

    def count(self, terminal_id: int, kind: str, *, address: str, is_refused: bool = False) -> None:
        now = timezone.now()
        key = (timezone.localdate(now), kind)
        with self._lock:
            use = self._use.setdefault(terminal_id, Use(address, now))
            use.address, use.seen_at = address, now
            count, refused = use.counts.get(key, (0, 0))
            use.counts[key] = (count + 1, refused + int(is_refused))

    def flush(self) -> None:
        """Write what was counted; what the database will not take now is kept for the next time."""
        with self._lock:
            taken, self._use = self._use, {}
        if not taken:
            return
        try:
            note_use(taken, by=system_actor("sip2"))
        except (DatabaseError, InterfaceError) as error:
            log.warning("The use of %s self-checks could not be noted: %s", len(taken), type(error).__name__)
            for terminal_id, use in taken.items():
                self._put_back(terminal_id, use)

    def _put_back(self, terminal_id: int, use: Use) -> None:
        with self._lock:
            newer = self._use.setdefault(terminal_id, use)
            if newer is not use:
                for key, (count, refused) in use.counts.items():
                    more, again = newer.counts.get(key, (0, 0))
                    newer.counts[key] = (more + count, again + refused)
