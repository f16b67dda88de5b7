"""Work that comes round by itself: a table of named jobs, and the clock that runs what is due.

A room registers a job in its ``notices.py`` or ``listeners.py``::

    from firstbell.core.schedule import every

    @every(minutes=15, name="circulation.reminders", label="Reminders of loans")
    def remind(now: dt.datetime) -> str:
        ...
        return "12 reminders"

The function gets the moment and returns a line for the page of background work. It must bear being run twice and
late: after a power cut, the next round comes when the machine is back. The background worker runs the clock; several
workers may, since whoever takes the lease of a job runs it.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections
from django.db.models import F, Q
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import JobAsked, change
from firstbell.core.models.schedule import ScheduledJob
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref

log = logging.getLogger("firstbell.schedule")

LEASE = dt.timedelta(minutes=15)
RETRY = dt.timedelta(minutes=5)
TICK_SECONDS = 20.0

Work = Callable[[dt.datetime], str]
Told = Callable[["Job", str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """``interval`` is from one planned run to the next; what was missed is not made up for."""

    name: str
    label: str
    interval: dt.timedelta
    work: Work


_jobs: dict[str, Job] = {}
_when_failing: list[Told] = []


def every(*, minutes: int, name: str, label: str) -> Callable[[Work], Work]:
    """Register the function as a job. ``name`` is ``room.what``."""

    def register(work: Work) -> Work:
        if name in _jobs:
            raise ValueError(f"Two jobs are called {name!r}")
        _jobs[name] = Job(name, label, dt.timedelta(minutes=minutes), work)
        return work

    return register


def when_failing(listener: Told) -> Told:
    """Have the function told of a job that failed, with the last line of what went wrong."""
    _when_failing.append(listener)
    return listener


def jobs() -> list[Job]:
    return sorted(_jobs.values(), key=lambda job: job.label)


def run_due(now: dt.datetime | None = None) -> list[str]:
    """Run every job whose time has come and that nobody else runs; returns their names."""
    moment = now or timezone.now()
    kept = set(ScheduledJob.objects.values_list("name", flat=True))
    fresh = [ScheduledJob(name=name, next_run_at=moment) for name in _jobs if name not in kept]
    ScheduledJob.objects.bulk_create(fresh, ignore_conflicts=True)
    ran = []
    for name in ScheduledJob.objects.filter(_free(moment), name__in=list(_jobs)).values_list("name", flat=True):
        if _take(name, moment):
            _run(_jobs[name], moment)
            ran.append(name)
    return ran


def ask_for(name: str, *, by: Actor) -> None:
    """Have a job run at the next tick. Raises Forbidden (``core.task.retry``), NotFound."""
    by.require(CorePermission.TASK_RETRY)
    job = _jobs.get(name)
    if job is None:
        raise NotFound("There is no such job.", remedy="Reload the page of background work.")
    with change(by) as unit:
        now = timezone.now()
        ScheduledJob.objects.update_or_create(name=name, defaults={"next_run_at": now})
        unit.publish(JobAsked(subject=Ref("core.job", 0, job.label), org_path=""))


def _free(now: dt.datetime) -> Q:
    return Q(next_run_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lt=now))


def _take(name: str, now: dt.datetime) -> bool:
    """One statement decides which of several workers runs it."""
    return bool(
        ScheduledJob.objects.filter(_free(now), name=name).update(
            lease_until=now + LEASE, worker=f"{socket.gethostname()}:{os.getpid()}"[:120], last_started_at=now
        )
    )


def _run(job: Job, now: dt.datetime) -> None:
    try:
        result = job.work(now)
    except Exception as error:
        log.exception("The job %s failed", job.name)
        _done(job, last_error=traceback.format_exc()[-8000:], failures=F("failures") + 1,
              next_run_at=now + min(job.interval, RETRY))  # fmt: skip
        for listener in _when_failing:
            listener(job, f"{type(error).__name__}: {error}"[:300])
    else:
        _done(job, last_result=result[:300], last_error="", failures=0, next_run_at=now + job.interval)


def _done(job: Job, **values: object) -> None:
    ScheduledJob.objects.filter(name=job.name).update(
        lease_until=None,
        last_finished_at=timezone.now(),
        **values,
    )


class Clock:
    """Runs what is due, every few seconds, in a thread beside the worker. Stopping waits for the job at hand."""

    def __init__(self, seconds: float = TICK_SECONDS) -> None:
        self._seconds = seconds
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="schedule", daemon=True)

    def __enter__(self) -> Clock:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._thread.join(timeout=10)

    def _tick(self) -> None:
        while not self._stopping.is_set():
            close_old_connections()
            try:
                run_due()
            except Exception:
                log.exception("The schedule could not be read; it is tried again")
            close_old_connections()
            self._stopping.wait(self._seconds)
