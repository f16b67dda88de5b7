"""What comes round every night, each a function of the moment that returns a line for the page of background work.

The clock looks every hour; the work is done in the small hours, or as soon as a whole day was missed.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.backups import keeping
from firstbell.core.errors import Conflict
from firstbell.core.models import BackupRun, RetentionRule
from firstbell.core.readings import close_readings
from firstbell.core.retention import run_retention
from firstbell.core.schedule import every
from firstbell.core.upkeep import refresh_statistics

#: Local hours in which nobody waits for the database.
NIGHT = range(1, 5)
AT_LEAST, AT_MOST = dt.timedelta(hours=12), dt.timedelta(hours=26)
NOT_YET = "Not yet: it is done at night"


def is_due(last: dt.datetime | None, now: dt.datetime) -> bool:
    """At night once, or at any hour when the last time is more than a day ago; at once when there was none."""
    if last is None or now - last > AT_MOST:
        return True
    return timezone.localtime(now).hour in NIGHT and now - last > AT_LEAST


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


@every(minutes=60, name="core.backup", label="Back up, at night")
def backup_at_night(now: dt.datetime) -> str:
    last = BackupRun.objects.filter(kind=BackupRun.Kind.BACKUP).first()
    return nightly_backup(now) if is_due(last.started_at if last is not None else None, now) else NOT_YET


@every(minutes=60, name="core.retention", label="Let go what has been kept long enough, at night")
def retention_at_night(now: dt.datetime) -> str:
    last = RetentionRule.objects.exclude(last_run_at=None).order_by("-last_run_at").first()
    return nightly_retention(now) if is_due(last.last_run_at if last is not None else None, now) else NOT_YET


@every(minutes=6 * 60, name="core.readings", label="Write what programs read into the disclosure log")
def readings_of_yesterday(now: dt.datetime) -> str:
    return nightly_readings(now)


@every(minutes=6 * 60, name="core.statistics", label="Take the planner's statistics anew")
def statistics_anew(_now: dt.datetime) -> str:
    """A table that grew from a hundred rows to a hundred thousand is read by its indexes only once the planner knows."""
    refresh_statistics()
    return "Taken"
