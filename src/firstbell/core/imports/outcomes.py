"""Keeping what a staging found on its run: counts, reasons, samples, issues, the quarantine file."""

from __future__ import annotations

from typing import Any

from django.core.files import File
from django.db import transaction

from firstbell.core import bulk
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.figures import peak_memory_kib
from firstbell.core.imports.staging import Outcome, last_applied
from firstbell.core.models.imports import ImportIssue, ImportRun

_ISSUE_COLUMNS = (
    "run_id", "severity", "code", "entity", "file", "line", "column", "value", "key", "message", "todo", "group", "raw",
    "first_seen", "last_seen",
)  # fmt: skip


def store_outcome(run: ImportRun, outcome: Outcome, *, issues: bool = True) -> None:
    ctx, collected = outcome.ctx, outcome.ctx.issues
    run.counts = ctx.tally.as_json()
    run.live = {entity: {str(place): n for place, n in places.items()} for entity, places in ctx.live_counts.items()}
    run.writes = outcome.staged.writes
    run.meta = outcome.staged.meta
    run.is_complete = outcome.staged.complete
    run.errors, run.warnings = collected.errors, collected.warnings
    run.groups = [group.as_json() for group in collected.groups.values()]
    run.samples = [
        {"entity": s.entity, "key": s.key, "label": s.label, "changes": {k: list(v) for k, v in s.changes.items()}}
        for s in ctx.samples
    ]
    run.matches = [
        {"entity": m.entity, "key": m.key, "label": m.label, "target": m.target, "why": m.why} for m in ctx.matches
    ]
    run.matches_total = ctx.matches_total
    run.findings = [finding.as_json() for finding in outcome.findings]
    run.problem = run.remedy = ""
    run.staged_at = ctx.now
    run.figures |= {"stage_seconds": round(outcome.seconds, 3), "peak_kib": peak_memory_kib()}
    if issues:
        _store_issues(run, outcome)


def _store_issues(run: ImportRun, outcome: Outcome) -> None:
    run.issues.all().delete()
    if run.quarantine:
        run.quarantine.delete(save=False)
    now = outcome.ctx.now
    earlier: dict[tuple[str, str, str], Any] = {}
    previous = last_applied(run.source_key, run.organisation_id)
    if previous is not None and outcome.ctx.issues.issues:
        for file, key, code, seen in previous.issues.values_list("file", "key", "code", "first_seen"):
            earlier[file, key, code] = seen
    first_seen = ((earlier.get((one.file, one.key, one.code), now), one) for one in outcome.ctx.issues.issues)
    with transaction.atomic():
        # Thousands of rows may wait in quarantine every night; as model instances they cost as much as the whole look.
        bulk.insert(
            ImportIssue._meta.db_table,
            _ISSUE_COLUMNS,
            (
                (
                    run.pk, one.severity, one.code, one.entity, one.file[:120], one.line, one.column[:120], one.value,
                    one.key, one.message, one.todo, one.group, one.raw, bulk.moment(first), bulk.moment(now),
                )
                for first, one in first_seen
            ),
        )  # fmt: skip
    if outcome.quarantine.exists():
        with outcome.quarantine.open("rb") as stream:
            run.quarantine.save(f"quarantine-{run.pk}.csv", File(stream), save=False)


def leave(run: ImportRun) -> None:
    run.progress = {}
    run.worker = ""
    run.save()


def store_refusal(run: ImportRun, refusal: Rejected) -> None:
    run.issues.all().delete()
    run.counts, run.groups, run.samples, run.matches, run.findings = {}, [], [], [], []
    run.state = ImportRun.State.REJECTED
    run.problem, run.remedy = refusal.message, refusal.remedy
    where = [f"file {refusal.file}"] if refusal.file else []
    where += [f"line {refusal.line}"] if refusal.line else []
    where += [f"column {refusal.column}"] if refusal.column else []
    if where:
        run.problem += f" ({', '.join(where)})"
    run.meta = {"code": refusal.code}
    leave(run)
