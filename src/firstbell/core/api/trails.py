"""What was done and what left the house: the audit trail, disclosures, and work in the background."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from ninja import Query, Router, Schema, Status
from pydantic import Field

from firstbell.core.api.cursors import Page, Paging, paginate
from firstbell.core.api.entrance import ApiRequest
from firstbell.core.api.replies import Filter, found
from firstbell.core.errors import NotFound
from firstbell.core.models import AuditEntry, Disclosure, ScheduledJob
from firstbell.core.permissions import CorePermission
from firstbell.core.schedule import ask_for, jobs
from firstbell.core.tasks import retry_task

router = Router(tags=["Firstbell"])


class AuditOut(Schema):
    """``changes``: by name, the value before and after. ``change_id`` ties together what one act changed."""

    id: int
    change_id: UUID
    at: dt.datetime
    actor_key: str
    actor_name: str
    via: str
    verb: str
    summary: str
    subject_kind: str
    subject_id: int
    subject_label: str
    changes: dict[str, Any]
    note: str


class AuditFilter(Filter):
    """``room``: the first word of the verb; ``since`` and ``until`` are days, both included."""

    room: str = Field("", max_length=30)
    subject_kind: str = Field("", max_length=60)
    subject_id: int | None = None
    actor_key: str = Field("", max_length=80)
    since: dt.date | None = None
    until: dt.date | None = None


class DisclosureOut(Schema):
    """One handing-out: what, to whom, why, on which ground, about how many people."""

    id: int
    at: dt.datetime
    what: str
    title: str
    elements: list[str]
    recipient: str
    purpose: str
    basis: str
    people: int
    rows: int
    actor_key: str
    actor_name: str
    via: str


class TaskOut(Schema):
    """``error``: the kind of error of failed work; its trace is on its page."""

    id: UUID
    work: str
    status: str
    enqueued_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    error: str

    @staticmethod
    def resolve_work(task: Any) -> str:
        return str(task.task_path)

    @staticmethod
    def resolve_error(task: Any) -> str:
        return str(task.exception_class_path or "")


class JobOut(Schema):
    """Work that comes round by itself."""

    name: str
    label: str
    minutes: int
    next_run_at: dt.datetime | None = None
    last_started_at: dt.datetime | None = None
    last_finished_at: dt.datetime | None = None
    last_result: str = ""
    failures: int = 0


@router.get("/audit", response=Page[AuditOut])
def list_audit(request: ApiRequest, paging: Query[Paging], asked: Query[AuditFilter]) -> Any:
    """What anybody changed where you may read it, the newest first."""
    request.actor.require(CorePermission.AUDIT_VIEW)
    equal = asked.equals("subject_kind", "subject_id", "actor_key")
    entries = AuditEntry.objects.visible_to(request.actor).filter(**equal)
    if asked.room:
        entries = entries.filter(verb__startswith=f"{asked.room}.")
    return paginate(entries.filter(**_days(asked.since, asked.until)), paging, order=("-id",))


@router.get("/disclosures", response=Page[DisclosureOut])
def list_disclosures(
    request: ApiRequest, paging: Query[Paging], since: dt.date | None = None, until: dt.date | None = None
) -> Any:
    """What left the house, the newest first."""
    request.actor.require(CorePermission.DISCLOSURE_VIEW)
    rows = Disclosure.objects.visible_to(request.actor).filter(**_days(since, until))
    return paginate(rows, paging, order=("-id",))


@router.get("/disclosures/{pk}", response=DisclosureOut)
def read_disclosure(request: ApiRequest, pk: int) -> Any:
    """One handing-out."""
    request.actor.require(CorePermission.DISCLOSURE_VIEW)
    return found(Disclosure.objects.visible_to(request.actor), pk)


def _days(since: dt.date | None, until: dt.date | None) -> dict[str, dt.datetime]:
    """The moments between which ``at`` lies. The last day of the calendar has no end."""
    limits: dict[str, dt.datetime] = {}
    if since is not None:
        limits["at__gte"] = _midnight(since)
    if until is not None and until < dt.date(9999, 12, 30):
        limits["at__lt"] = _midnight(until + dt.timedelta(days=1))
    return limits


def _midnight(day: dt.date) -> dt.datetime:
    soonest = max(day, dt.date(1900, 1, 1))
    return timezone.make_aware(dt.datetime.combine(min(soonest, dt.date(9999, 12, 30)), dt.time.min))


@router.get("/tasks", response=Page[TaskOut])
def list_tasks(
    request: ApiRequest,
    paging: Query[Paging],
    status: Literal["READY", "RUNNING", "SUCCESSFUL", "FAILED"] | None = None,
) -> Any:
    """Background work, the newest first."""
    request.actor.require(CorePermission.TASK_VIEW)
    tasks = DBTaskResult.objects.defer("traceback", "return_value")
    return paginate(tasks.filter(status=status) if status else tasks, paging, order=("-enqueued_at", "id"))


@router.get("/tasks/{pk}", response=TaskOut)
def read_task(request: ApiRequest, pk: UUID) -> Any:
    """One piece of background work."""
    request.actor.require(CorePermission.TASK_VIEW)
    return _task(pk)


@router.post("/tasks/{pk}/retry", response={204: None})
def retry_one_task(request: ApiRequest, pk: UUID) -> Any:
    """Put failed work into the queue again."""
    request.actor.require(CorePermission.TASK_RETRY)
    retry_task(_task(pk), by=request.actor)
    return Status(204, None)


def _task(pk: UUID) -> Any:
    task = DBTaskResult.objects.filter(pk=pk).first()
    if task is None:
        raise NotFound("There is no such work.", remedy="List the tasks.")
    return task


@router.get("/schedule", response=list[JobOut])
def list_schedule(request: ApiRequest) -> Any:
    """Work that comes round by itself, and when it ran."""
    request.actor.require(CorePermission.TASK_VIEW)
    rows = {row.name: row for row in ScheduledJob.objects.all()}
    told = ("next_run_at", "last_started_at", "last_finished_at", "last_result", "failures")
    return [
        {"name": job.name, "label": job.label, "minutes": int(job.interval.total_seconds() // 60)}
        | ({name: getattr(rows[job.name], name) for name in told} if job.name in rows else {})
        for job in jobs()
    ]


@router.post("/schedule/{name}/run", response={204: None})
def run_job(request: ApiRequest, name: str) -> Any:
    """Have a job run within half a minute."""
    ask_for(name, by=request.actor)
    return Status(204, None)
