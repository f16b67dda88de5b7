"""core's own kinds of records and what becomes of each: see ``core.retention``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from firstbell.core.actor import Actor
from firstbell.core.imports.source import fleeting_sources
from firstbell.core.models import IdempotentReply, ImportIssue, ImportRun, UndoOffer
from firstbell.core.names_in_audit import due_entries, forget_names
from firstbell.core.retention import Due, retention_kind


def _delete(rows: QuerySet[Any]) -> Due:
    return Due(rows.count, lambda _by: rows.delete()[1].get(rows.model._meta.label, 0))


@retention_kind("core.undo_offers", "Offers to undo", "Deleted")
def undo_offers(cutoff: dt.datetime, _held: set[int]) -> Due:
    return _delete(UndoOffer.objects.filter(expires_at__lt=cutoff))


@retention_kind("core.idempotent_replies", "Answers kept for repeated API requests", "Deleted")
def idempotent_replies(cutoff: dt.datetime, _held: set[int]) -> Due:
    return _delete(IdempotentReply.objects.filter(created_at__lt=cutoff))


@retention_kind("core.sessions", "Sessions that ran out", "Deleted")
def sessions(cutoff: dt.datetime, _held: set[int]) -> Due:
    return _delete(Session.objects.filter(expire_date__lt=cutoff))


@retention_kind("core.task_runs", "Background work that ended", "Deleted")
def task_runs(cutoff: dt.datetime, _held: set[int]) -> Due:
    return _delete(DBTaskResult.objects.filter(finished_at__lt=cutoff))


@retention_kind(
    "core.import_files", "Imported files and rows kept aside", "File, quarantine and bad rows go; figures stay"
)
def import_files(cutoff: dt.datetime, _held: set[int]) -> Due:
    ended = (ImportRun.State.APPLIED, ImportRun.State.REJECTED, ImportRun.State.FAILED, ImportRun.State.DISCARDED)
    # One that was looked at and left lying is no reason to keep a file that nobody should keep.
    left = Q(source_key__in=fleeting_sources()) & ~Q(state__in=ImportRun.RUNNING)
    old = ImportRun.objects.filter(Q(state__in=ended) | left, created_at__lt=cutoff).exclude(file="")

    def let_go(_by: Actor) -> int:
        runs = list(old.select_for_update())
        ImportIssue.objects.filter(run__in=runs).delete()
        for run in runs:
            for file in (run.file, run.quarantine):
                if file:
                    file.delete(save=False)
            run.samples, run.matches = [], []
            run.state = run.state if run.state in ended else ImportRun.State.DISCARDED
            run.save(update_fields=["file", "quarantine", "samples", "matches", "state"])
        return len(runs)

    return Due(old.count, let_go)


@retention_kind("core.audit", "The audit trail", "Names, values and notes are taken out; what happened and when stays")
def audit_trail(cutoff: dt.datetime, held: set[int]) -> Due:
    old = due_entries(cutoff, held)
    return Due(old.count, lambda _by: forget_names(old))
