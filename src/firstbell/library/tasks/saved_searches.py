"""What came since people looked at the searches they keep."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.library.actions.saved_searches import count_new_titles


@every(minutes=60, name="library.saved_searches", label="What is new for saved searches")
def saved_searches(now: dt.datetime) -> str:
    counted, told = count_new_titles(now=now, by=system_actor("saved searches", via="task"))
    return f"{counted} searches counted, {told} people told"
