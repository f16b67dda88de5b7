"""Time at the help desk: what waits is woken, reminded of and closed."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import system_actor
from firstbell.core.schedule import every
from firstbell.helpdesk.actions.waiting import pass_time


@every(minutes=15, name="helpdesk.waiting", label="Tickets that wait: wake, remind, close")
def wait(now: dt.datetime) -> str:
    """Only what is due; what was done is not done again."""
    done = pass_time(now, by=system_actor("waiting", via="task"))
    return f"{done.woken} woken, {done.told} people reminded, {done.closed} closed"
