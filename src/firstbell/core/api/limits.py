"""How often one caller may ask: a fixed window in the cache, the same for every room.

``settings.FIRSTBELL_API_RATES`` maps ``"token"`` (a caller we know, by actor) and ``"stranger"``
(failed sign-ins, by address) to (requests, seconds).
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache


def seconds_to_wait(bucket: str, caller: str) -> int:
    """0 when the caller may go on, counting this request; else seconds until the window ends."""
    allowed, window = settings.FIRSTBELL_API_RATES[bucket]
    now = int(time.time())
    key = f"api-rate:{bucket}:{caller}:{now // window}"
    cache.add(key, 0, timeout=window)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 0
    return 0 if count <= allowed else window - now % window


def is_over(bucket: str, caller: str) -> int:
    """Like :func:`seconds_to_wait` without counting this request."""
    allowed, window = settings.FIRSTBELL_API_RATES[bucket]
    now = int(time.time())
    count: int = cache.get(f"api-rate:{bucket}:{caller}:{now // window}", 0)
    return 0 if count < allowed else window - now % window
