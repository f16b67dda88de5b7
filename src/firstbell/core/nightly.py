"""What comes round every night, each a function of the moment that returns a line for the page of background work."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.backups import keeping
from firstbell.core.errors import Conflict
from firstbell.core.readings import close_readings
from firstbell.core.retention import run_retention


def nightly_backup(_now: dt.datetime) -> str:
    """Raises Conflict when one failed, so that whoever looks after jobs is told."""
    runs = keeping.nightly(by=system_actor("nightly work", via="task"))
    for run in runs:
        if not run.is_good:
            raise Conflict(f"{run.get_kind_display()}: {run.message}")
    return "; ".join(f"{run.get_kind_display()}: {run.message}" for run in runs) or "The plan is switched off"


def nightly_retention(now: dt.datetime) -> str:
    gone = run_retention(now=now, by=system_actor("nightly work", via="task"))
    return f"{sum(gone.values()):,} records let go by {len(gone)} rules"


def nightly_readings(now: dt.datetime) -> str:
    """What programs read over REST yesterday and before goes into the disclosure log."""
    return f"{close_readings(before=timezone.localdate(now)):,} days of reading written down"
