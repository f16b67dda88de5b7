"""Background work: a second try of what failed, and what a dead worker left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry
from firstbell.core.permissions import CorePermission
from firstbell.core.tasks import fail_abandoned, retry_task
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db

ran: list[int] = []


@task()
def count_up(number: int) -> None:
    ran.append(number)


def run(status: TaskResultStatus, *, worker: str = "") -> DBTaskResult[..., Any]:
    now = timezone.now()
    return DBTaskResult.objects.create(
        task_path=f"{__name__}.count_up",
        args_kwargs={"args": [7], "kwargs": {}},
        status=status,
        priority=0,
        queue_name="default",
        backend_name="default",
        run_after=now,
        enqueued_at=now,
        started_at=now,
        worker_ids=[worker] if worker else [],
        exception_class_path="",
        traceback="",
    )


def dead_pid() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_failed_work_runs_again_with_the_same_arguments() -> None:
    ran.clear()
    retry_task(run(TaskResultStatus.FAILED), by=actor(CorePermission.TASK_RETRY))
    assert ran == [7]
    assert AuditEntry.objects.get().verb.startswith("core.task")


def test_only_failed_work_and_only_with_the_right() -> None:
    with pytest.raises(Conflict):
        retry_task(run(TaskResultStatus.RUNNING), by=actor(CorePermission.TASK_RETRY))
    with pytest.raises(Forbidden):
        retry_task(run(TaskResultStatus.FAILED), by=actor(CorePermission.TASK_VIEW))


def test_work_of_a_dead_worker_of_this_machine_is_failed_and_others_are_left_alone() -> None:
    host = socket.gethostname()
    lost = run(TaskResultStatus.RUNNING, worker=f"{host}:{dead_pid()}")
    alive = run(TaskResultStatus.RUNNING, worker=f"{host}:{os.getppid()}")
    elsewhere = run(TaskResultStatus.RUNNING, worker="other-machine:1")
    assert fail_abandoned() == 1
    for result, expected in (
        (lost, TaskResultStatus.FAILED),
        (alive, TaskResultStatus.RUNNING),
        (elsewhere, TaskResultStatus.RUNNING),
    ):
        result.refresh_from_db()
        assert result.status == expected
    assert "Nothing of it was kept" in lost.traceback
