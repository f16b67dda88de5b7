"""Background work: what ran, what failed and why, and a second try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.permissions import CorePermission
from firstbell.core.tasks import retry_task
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Empty, Tone
from firstbell.core.ui.toasts import Toast

Run = DBTaskResult[..., Any]

_TONES: dict[str, Tone] = {
    TaskResultStatus.READY: "neutral",
    TaskResultStatus.RUNNING: "info",
    TaskResultStatus.SUCCESSFUL: "good",
    TaskResultStatus.FAILED: "bad",
}
_WORDS = {
    TaskResultStatus.READY: "Waiting",
    TaskResultStatus.RUNNING: "Running",
    TaskResultStatus.SUCCESSFUL: "Done",
    TaskResultStatus.FAILED: "Failed",
}


class TaskFilter(forms.Form):
    status = forms.ChoiceField(
        required=False, choices=[("", "All"), *((key.value, word) for key, word in _WORDS.items())]
    )


def status_badge(task: Run) -> SafeString:
    return badge(_WORDS[TaskResultStatus(task.status)], tone=_TONES[task.status])


def plain_name(task: Run) -> str:
    """``firstbell.core.imports.tasks.apply_run`` → ``Apply run``."""
    return str(task.task_path).rsplit(".", 1)[-1].replace("_", " ").capitalize()


def _seconds(task: Run) -> str:
    if task.started_at is None or task.finished_at is None:
        return ""
    return f"{(task.finished_at - task.started_at).total_seconds():.1f} s"


class TaskList(Listing[Run]):
    name = "core.tasks"
    title = "Background work"
    default_sort = "-queued"
    filter_form = TaskFilter
    empty = Empty("refresh", "Nothing has run yet", "Imports and nightly work appear here as they run.")
    columns: ClassVar = (
        Column("task", "Work", value=plain_name, primary=True),
        Column("status", "Status", value=lambda task: _WORDS[TaskResultStatus(task.status)], html=status_badge),
        Column(
            "queued",
            "Asked for",
            value=lambda task: timezone.localtime(task.enqueued_at).strftime("%Y-%m-%d %H:%M:%S"),
            html=lambda task: ago(task.enqueued_at),
            sort=("enqueued_at",),
        ),
        Column("took", "Took", value=_seconds, numeric=True),
        Column("error", "Error", value=lambda task: (task.exception_class_path or "").rsplit(".", 1)[-1]),
    )

    def queryset(self, actor: Actor) -> QuerySet[Run]:
        if not actor.can(CorePermission.TASK_VIEW):
            return DBTaskResult.objects.none()
        return DBTaskResult.objects.defer("traceback", "return_value")

    def filtered(self, queryset: QuerySet[Run], data: Mapping[str, Any], actor: Actor) -> QuerySet[Run]:
        return queryset.filter(status=data["status"]) if data.get("status") else queryset

    def url(self, row: Run) -> str:
        return reverse("core:task", args=[row.pk])


@page(CorePermission.TASK_VIEW)
def tasks(request: Request) -> HttpResponseBase:
    return list_page(request, TaskList(), template="core/tasks.html")


@page(CorePermission.TASK_VIEW)
def task(request: Request, pk: UUID) -> HttpResponseBase:
    result = get_object_or_404(DBTaskResult, pk=pk)
    return render(
        request,
        "core/task.html",
        {
            "page_title": plain_name(result),
            "task": result,
            "status": status_badge(result),
            "took": _seconds(result),
            "is_failed": result.status == TaskResultStatus.FAILED,
            "may_retry": request.actor.can(CorePermission.TASK_RETRY),
        },
    )


@require_POST
@page(CorePermission.TASK_RETRY)
def task_retry(request: Request, pk: UUID) -> HttpResponseBase:
    result = get_object_or_404(DBTaskResult, pk=pk)
    try:
        retry_task(result, by=request.actor)
    except FirstbellError as error:
        return redirect_with_toast(request, reverse("core:task", args=[pk]), Toast(str(error), tone="bad"))
    return redirect_with_toast(request, reverse("core:tasks"), Toast(f"“{plain_name(result)}” runs again."))
