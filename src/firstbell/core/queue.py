"""Background work on Redis: ``FIRSTBELL_QUEUE=redis://…`` and as many workers on as many machines as a district needs.

The database stays the truth: a piece of work is a row, written in the transaction that asked for it, and whoever claims
the row runs it, once. Redis (through RQ, https://python-rq.org/docs/) only rings: workers wake at once instead of asking
the database twice a second. So nothing is lost when Redis forgets, a bell that rings twice runs nothing twice, the page of
background work is the same, and switching back is a setting.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, transaction
from django.utils import timezone
from django_tasks.base import TASK_MAX_PRIORITY, TaskResultStatus
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job

log = logging.getLogger("firstbell.queue")

NAME = "firstbell"
#: Work that has waited so long was not rung for: Redis was away, lost it, or it was to run later.
WAITED = dt.timedelta(seconds=5)
LOOK_SECONDS = 5.0


@lru_cache(maxsize=1)
def bell() -> Queue:
    """The queue of bells. Redis is asked for the first time when one is rung."""
    return Queue(NAME, connection=Redis.from_url(settings.FIRSTBELL_QUEUE))


class RedisBackend(DatabaseBackend):
    """Rows as in the database backend; the bell rings when the asking transaction is stored."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result: Any = super().enqueue(task, args, kwargs)
        if task.run_after is None:
            transaction.on_commit(lambda: ring(UUID(result.id), first=task.priority == TASK_MAX_PRIORITY))
        return result


def ring(row: UUID, *, first: bool = False) -> bool:
    """Wake a worker for this row. False when Redis does not answer: then the row waits until it does."""
    try:
        bell().enqueue(
            run_row, str(row), job_id=str(row), job_timeout=-1, result_ttl=0, failure_ttl=3600, at_front=first
        )
    except RedisError:
        log.warning("Redis does not answer; the work waits in the database until it does")
        return False
    return True


def ring_again(*, now: dt.datetime) -> int:
    """Ring for rows that are due and that no bell in Redis stands for; returns how many."""
    waiting = DBTaskResult.objects.ready().filter(backend_name="default", enqueued_at__lt=now - WAITED)
    count = 0
    for row in waiting.values_list("pk", flat=True)[:1000]:
        if not Job.exists(str(row), connection=bell().connection):
            count += ring(row)
    return count


def run_row(row: str) -> None:
    """Claim the row and run it; nothing when somebody else was first. How it went stands in the row."""
    waiting = DBTaskResult.objects.filter(pk=UUID(row), status=TaskResultStatus.READY)
    close_old_connections()
    with exclusive_transaction(waiting.db):
        claimed = waiting.get_locked()
        if claimed is None:
            return
        claimed.claim(worker_id())
    _runner().run_task(claimed)
    close_old_connections()


def worker_id() -> str:
    """``host:pid``: by it a dead worker of this machine is told from a live one."""
    return f"{socket.gethostname()}:{os.getpid()}"


def work_on_redis() -> None:
    """Run what the bell rings for until asked to stop; every few seconds look for what nobody rang for."""
    stopping = threading.Event()
    looking = threading.Thread(target=_look, args=(stopping,), name="bells", daemon=True)
    looking.start()
    try:
        SimpleWorker([bell()], name=f"{worker_id()}:{os.urandom(3).hex()}", connection=bell().connection).work()
    finally:
        stopping.set()
        looking.join(timeout=10)


def _look(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            close_old_connections()
            ring_again(now=timezone.now())
        except Exception:
            log.exception("Waiting work could not be looked for; it is tried again")
        finally:
            close_old_connections()
        stopping.wait(LOOK_SECONDS)


def _runner() -> Worker:
    """The database backend's own way to run a row and to write down how it went."""
    return Worker(
        queue_names=["*"],
        interval=1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id(),
        excluded_queue_names=[],
    )
