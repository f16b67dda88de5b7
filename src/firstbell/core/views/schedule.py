"""The schedule: which jobs come round, when each ran and what came of it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.models import ScheduledJob
from firstbell.core.permissions import CorePermission
from firstbell.core.schedule import ask_for, jobs
from firstbell.core.ui.shapes import Crumb


@page(CorePermission.TASK_VIEW)
def schedule(request: Request) -> HttpResponseBase:
    rows = {row.name: row for row in ScheduledJob.objects.all()}
    context = {
        "page_title": "Schedule",
        "page_meta": "Work that comes round by itself, run by the background worker",
        "breadcrumbs": [Crumb("Background work", reverse("core:tasks"))],
        "jobs": [(job, rows.get(job.name)) for job in jobs()],
        "now": timezone.now(),
        "may_run": request.actor.can(CorePermission.TASK_RETRY),
    }
    return render(request, "core/schedule.html", context)


@require_POST
@page(CorePermission.TASK_RETRY)
def schedule_run(request: Request, name: str) -> HttpResponseBase:
    done = "It runs within half a minute."
    return go_after(request, reverse("core:schedule"), lambda: ask_for(name, by=request.actor), done)
