"""How often one caller may ask: a fixed window in the cache, the same for every room.

``settings.FIRSTBELL_API_RATES`` maps ``"token"`` (a caller we know, by actor) and ``"stranger"`` (failed sign-ins, by
address) to (requests, seconds). A caller's own key there, e.g. ``"token:12"``, goes before the rate of all tokens.

Every answer to a caller we know says what is left, in the fields of the IETF's draft
(https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/, version 10).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands in the running window: ``allowed`` requests in ``window`` seconds, ``reset`` of them left."""

    bucket: str
    allowed: int
    window: int
    used: int
    reset: int

    @property
    def wait(self) -> int:
        """0 when the caller may go on; else seconds until the window ends."""
        return self.reset if self.used > self.allowed else 0

    def headers(self) -> dict[str, str]:
        left = max(0, self.allowed - self.used)
        return {
            "RateLimit-Policy": f'"{self.bucket}";q={self.allowed};w={self.window}',
            "RateLimit": f'"{self.bucket}";r={left};t={self.reset}',
        }


def count(bucket: str, caller: str) -> Standing:
    """Count one request of the caller."""
    allowed, window, now = *_rate(bucket, caller), int(time.time())
    key = f"api-rate:{bucket}:{caller}:{now // window}"
    cache.add(key, 0, timeout=window)
    try:
        used = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        used = 1
    return Standing(bucket, allowed, window, used, window - now % window)


def look(bucket: str, caller: str) -> Standing:
    """Like :func:`count` for a request that is about to come, without counting it."""
    allowed, window, now = *_rate(bucket, caller), int(time.time())
    used: int = cache.get(f"api-rate:{bucket}:{caller}:{now // window}", 0)
    return Standing(bucket, allowed, window, used + 1, window - now % window)


def _rate(bucket: str, caller: str) -> tuple[int, int]:
    rates: Mapping[str, tuple[int, int]] = settings.FIRSTBELL_API_RATES
    return rates.get(caller) or rates[bucket]
