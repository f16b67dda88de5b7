"""Rows that were chosen on a list: what shall be done, what that would do, and what came of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.errors import Conflict
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import bulk_runs
from firstbell.core.models import BulkRow, BulkRun, UndoOffer
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

_SHOWN = 200
_WORKING = frozenset({BulkRun.State.WAITING, BulkRun.State.RUNNING, BulkRun.State.TAKING_BACK})
_ORDER = (
    (BulkRow.Outcome.KEPT, "bad"),
    (BulkRow.Outcome.REFUSED, "warn"),
    (BulkRow.Outcome.CHANGED, "good"),
    (BulkRow.Outcome.TAKEN_BACK, "info"),
    (BulkRow.Outcome.NOTHING, "neutral"),
)


@page()
def bulk_run(request: Request, pk: int) -> HttpResponseBase:
    """Before: the form, and with it filled in the preview. After: what became of each row."""
    run = get_object_or_404(BulkRun.objects.visible_to(request.actor), pk=pk)
    if request.method == "POST":
        return _apply(request, run)
    if run.state == BulkRun.State.CHOSEN:
        return _before(request, run)
    return render(request, "core/bulk_done.html", _after(request, run))


def _before(request: Request, run: BulkRun) -> HttpResponseBase:
    sent = request.GET if request.GET or request.method == "POST" else None
    form = bulk_runs.form_of(run, sent, request.actor)
    context = _frame(request, run) | {"form": form}
    if form is not None and (not form.is_bound or not form.is_valid()):
        return render(request, "core/bulk.html", context)
    preview = bulk_runs.preview_run(run, form.cleaned_data if form is not None else {}, request.actor)
    context |= {
        "preview": preview,
        "changing": preview.counts["change"],
        "is_long": len(run.ids) > bulk_runs.AT_ONCE,
        "sent": [(name, value) for name, values in request.GET.lists() for value in values],
    }
    return render(request, "core/bulk.html", context)


def _apply(request: Request, run: BulkRun) -> HttpResponseBase:
    here = reverse("core:bulk_run", args=[run.pk])
    form = bulk_runs.form_of(run, request.POST, request.actor)
    if run.state == BulkRun.State.CHOSEN and form is not None and not form.is_valid():
        return render(request, "core/bulk.html", _frame(request, run) | {"form": form}, status=422)
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    try:
        run = bulk_runs.apply_run(run, data=data, by=request.actor)
    except Conflict as error:
        return redirect_with_toast(request, here, Toast(str(error), tone="bad"))
    counts = bulk_runs.counts_of(run)
    if run.state != BulkRun.State.DONE or counts.get("refused") or not counts.get("changed"):
        return HttpResponseRedirect(here)
    label = bulk_runs.action_of(run, request.actor).label
    return redirect_with_toast(request, run.back_url, undo_toast(f"{label}: {counts['changed']} done.", _offer(run)))


def _after(request: Request, run: BulkRun) -> dict[str, Any]:
    counts = bulk_runs.counts_of(run)
    groups = [
        (outcome.label, tone, counts[outcome], list(run.rows.filter(outcome=outcome)[:_SHOWN]))
        for outcome, tone in _ORDER
        if counts.get(outcome)
    ]
    return _frame(request, run) | {
        "groups": groups,
        "done": sum(counts.values()),
        "is_working": run.state in _WORKING,
        "is_taking_back": run.state == BulkRun.State.TAKING_BACK,
        "taken_back": counts.get(BulkRow.Outcome.TAKEN_BACK, 0) + counts.get(BulkRow.Outcome.KEPT, 0),
        "standing": counts.get(BulkRow.Outcome.CHANGED, 0),
        "offer": _offer(run),
    }


def _offer(run: BulkRun) -> UndoOffer | None:
    if run.undo_token is None or run.state != BulkRun.State.DONE:
        return None
    return UndoOffer.objects.filter(token=run.undo_token, used_at=None, expires_at__gt=timezone.now()).first()


def _frame(request: Request, run: BulkRun) -> dict[str, Any]:
    action = bulk_runs.action_of(run, request.actor)
    total = len(run.ids)
    return {
        "page_title": action.label,
        "page_meta": f"{total:,} of {run.list_title}",
        "breadcrumbs": [Crumb(run.list_title, run.back_url)],
        "run": run,
        "action": action,
        "total": total,
    }
