"""Background work on the django-tasks API: one door to it, and the second try of a failed run."""

from __future__ import annotations

import os
import socket
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import TaskRetried, change
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


def retry_task(result: DBTaskResult[..., Any], *, by: Actor) -> None:
    """Put the same work with the same arguments in the queue again; the failed run stays as it was.

    Raises Conflict unless it failed. Tasks are written to be run twice.
    """
    by.require(CorePermission.TASK_RETRY)
    if result.status != TaskResultStatus.FAILED:
        raise Conflict("Only failed work can be tried again.", remedy="Wait until it has finished.")
    work: Task[..., object] = import_string(result.task_path)
    arguments = result.args_kwargs
    with change(by) as unit:
        work.enqueue(*arguments["args"], **arguments["kwargs"])
        unit.publish(TaskRetried(subject=Ref("core.task", 0, result.task_path), org_path=""))


def fail_abandoned() -> int:
    """Mark as failed the work of workers of this machine that are no longer alive; returns how many.

    A worker's id is ``host:pid``. Work writes in one transaction, so nothing of it was kept, and
    the page of background work offers to try it again.
    """
    abandoned = [run for run in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING) if not _is_worked_on(run)]
    for run in abandoned:
        run.status = TaskResultStatus.FAILED
        run.finished_at = timezone.now()
        run.exception_class_path = "firstbell.core.tasks.WorkerStopped"
        run.traceback = "The worker stopped (power, restart or kill) while this ran. Nothing of it was kept."
        run.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
    return len(abandoned)


class WorkerStopped(Exception):
    """The worker ended before its work did."""


def _is_worked_on(run: DBTaskResult[..., Any]) -> bool:
    host, _, pid = str(run.worker_ids[-1] if run.worker_ids else "").rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return bool(host)  # another machine's worker: not ours to judge
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(pid) != os.getpid()
