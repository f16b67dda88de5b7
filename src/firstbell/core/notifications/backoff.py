"""How long to wait after a try that failed: quickly at first, then ever more slowly, up to a day."""

from __future__ import annotations

import datetime as dt

_MINUTES = (1, 5, 15, 60, 180, 360, 720, 1440, 1440)


def wait_after(attempts: int) -> dt.timedelta | None:
    """The pause before the next try after ``attempts`` of them; None when it is time to give up (about three days)."""
    return dt.timedelta(minutes=_MINUTES[attempts - 1]) if attempts <= len(_MINUTES) else None
