"""Backups: what was made, whether it could be restored, the plan, and one by hand."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.backups.keeping import edit_plan, folder_of, passphrase, the_plan
from firstbell.core.backups.tasks import back_up_now, prove_now
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.keeping_forms import BackupPlanForm
from firstbell.core.models import BackupRun
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

SHOWN = 60


@page(CorePermission.BACKUP_VIEW)
def backups(request: Request) -> HttpResponseBase:
    request.actor.require(CorePermission.BACKUP_VIEW, at="")
    plan = the_plan()
    context = {
        "page_title": "Backups",
        "plan": plan,
        "folder": folder_of(plan),
        "is_sealed": bool(passphrase()),
        "runs": list(BackupRun.objects.all()[:SHOWN]),
        "proven": BackupRun.objects.filter(kind=BackupRun.Kind.PROOF, is_good=True).first(),
        "may_run": request.actor.can(CorePermission.BACKUP_RUN, at=""),
    }
    return render(request, "core/backups.html", context)


@page(CorePermission.BACKUP_RUN)
def backup_plan(request: Request) -> HttpResponseBase:
    request.actor.require(CorePermission.BACKUP_RUN, at="")
    form = BackupPlanForm(request.POST or None, instance=the_plan())
    if request.method == "POST" and form.is_valid():
        edit_plan(form.cleaned_data, by=request.actor)
        return redirect_with_toast(request, reverse("core:backups"), Toast("The plan is saved."))
    context = {
        "page_title": "Backup plan",
        "breadcrumbs": [Crumb("Backups", reverse("core:backups"))],
        "form": form,
        "submit": "Save",
        "cancel_url": reverse("core:backups"),
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(CorePermission.BACKUP_RUN)
def backup_run(request: Request) -> HttpResponseBase:
    """Ask the worker for a backup, or for the proof of the newest."""
    request.actor.require(CorePermission.BACKUP_RUN, at="")
    work = prove_now if request.POST.get("what") == "proof" else back_up_now
    work.enqueue(request.actor.key, request.actor.name)
    return redirect_with_toast(request, reverse("core:backups"), Toast("It is under way; this page shows how it went."))
