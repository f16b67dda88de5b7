"""What one connection remembers between messages: whose card was proven, and the renewals of this turn, for taking them back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

PROVEN_SECONDS = 180.0
"""A terminal asks the PIN once and then sends some messages without it. After three quiet minutes it counts no more."""
MOST_PROVEN = 20
"""A gateway speaks for several machines over one connection."""

MOST_RENEWALS = 100


@dataclass(frozen=True, slots=True)
class Renewal:
    """Of which item and loan, and its due date before and after, as ``circulation.queries.loans.due_of`` gives it."""

    item_id: int
    loan_id: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(slots=True)
class Session:
    """In memory only, of one connection. PINs are kept as digests with a key that lives as long as the connection."""

    renewals: dict[int, Renewal] = field(default_factory=dict)
    """By loan; of each the last one."""
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _proven: dict[str, tuple[bytes, float]] = field(default_factory=dict)

    def remember(self, renewal: Renewal) -> None:
        self.renewals.pop(renewal.loan_id, None)
        while len(self.renewals) >= MOST_RENEWALS:
            del self.renewals[next(iter(self.renewals))]
        self.renewals[renewal.loan_id] = renewal

    def prove(self, card: str, pin: str) -> None:
        """The card's holder has given the right PIN (or needs none)."""
        self._proven.pop(card, None)
        while len(self._proven) >= MOST_PROVEN:
            del self._proven[next(iter(self._proven))]
        self._proven[card] = (self._digest(pin), time.monotonic() + PROVEN_SECONDS)

    def is_proven(self, card: str, pin: str) -> bool:
        """Whether it still counts: with the same PIN again, or with none."""
        digest, until = self._proven.get(card, (b"", 0.0))
        if not digest or until < time.monotonic() or (pin and not hmac.compare_digest(digest, self._digest(pin))):
            return False
        self._proven[card] = (digest, time.monotonic() + PROVEN_SECONDS)
        return True

    def forget(self, card: str) -> None:
        self._proven.pop(card, None)

    def _digest(self, pin: str) -> bytes:
        return hmac.new(self._key, pin.encode("utf-8", "replace"), hashlib.sha256).digest()
