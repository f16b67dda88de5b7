"""Staging one file: a fresh context, the source's own reading, the guards. Pure reading.

The preview and the apply both come through :func:`staged`; what differs is only what is done
with the result.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.imports.guards import Finding, evaluate
from firstbell.core.imports.issues import IssueCollector
from firstbell.core.imports.limits import Limits, limits
from firstbell.core.imports.policies import policies_for
from firstbell.core.imports.source import Progress, Source, StageContext, Staged, no_progress
from firstbell.core.models.imports import ImportRun, ImportValueMap

_READ = 1024 * 1024
_COLLECT_EVERY = 200_000
_OLD = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be staged, whether it is stored as a run or only looked at."""

    source: Source
    path: Path
    filename: str
    organisation_id: int
    org_path: str
    options: Mapping[str, Any] = field(default_factory=dict)
    run_id: int = 0
    actor: Actor | None = None


@dataclass
class Outcome:
    """A staged file with the machine's verdict: ``findings`` are all reasons to hold."""

    job: Job
    ctx: StageContext
    staged: Staged
    findings: list[Finding]
    seconds: float
    quarantine: Path

    @property
    def is_held(self) -> bool:
        return bool(self.findings)


@contextmanager
def quiet_collector() -> Iterator[None]:
    """Rare cycle collection while millions of short-lived tuples pass by: it would look at each of them again and again."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECT_EVERY, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A private folder beside the uploads, gone afterwards; temporary memory disks are too small for a big plan."""
    base = Path(settings.MEDIA_ROOT) / "scratch"
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="import-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_scratch() -> None:
    """Remove what processes that were killed left behind; a folder in use is younger than a day."""
    for folder in (Path(settings.MEDIA_ROOT) / "scratch").glob("import-*"):
        if time.time() - folder.stat().st_mtime > _OLD:
            shutil.rmtree(folder, ignore_errors=True)


def stage(job: Job, scratch: Path, *, progress: Progress = no_progress, allowed: Limits | None = None) -> Outcome:
    """Read the file, compare, judge. Raises ``Rejected`` when the file cannot be used at all."""
    started = time.perf_counter()
    allowed = allowed or limits()
    quarantine = scratch / "quarantine.csv"
    issues = IssueCollector(allowed, quarantine)
    now = timezone.now()
    ctx = StageContext(
        path=job.path,
        filename=job.filename,
        organisation_id=job.organisation_id,
        org_path=job.org_path,
        scratch=scratch,
        limits=allowed,
        issues=issues,
        today=timezone.localdate(now),
        now=now,
        run_id=job.run_id,
        actor=job.actor,
        options=job.options,
        value_maps=value_maps(job.source.key, job.organisation_id),
        last_meta=last_meta(job.source.key, job.organisation_id),
        progress=progress,
    )
    try:
        with quiet_collector():
            found = job.source.stage(ctx)
    finally:
        issues.close()
    labels = {entity.key: entity.label for entity in job.source.entities}
    has_others = "out_of_scope" in issues.by_code
    guarded = evaluate(ctx.tally, ctx.live_counts, policies_for(job.source), labels, has_others=has_others)
    findings = [*ctx.findings, *guarded]
    return Outcome(job, ctx, found, findings, time.perf_counter() - started, quarantine)


def value_maps(source_key: str, organisation_id: int) -> dict[tuple[str, str], dict[str, str]]:
    """What foreign values mean, by (entity, column)."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in ImportValueMap.objects.filter(source_key=source_key, organisation_id=organisation_id):
        found.setdefault((row.entity, row.column), {})[row.foreign.strip().casefold()] = row.ours
    return found


def last_applied(source_key: str, organisation_id: int) -> ImportRun | None:
    """The run whose result is what we hold now."""
    return (
        ImportRun.objects.filter(source_key=source_key, organisation_id=organisation_id, state=ImportRun.State.APPLIED)
        .order_by("-applied_at", "-id")
        .first()
    )


def last_meta(source_key: str, organisation_id: int) -> dict[str, Any]:
    run = last_applied(source_key, organisation_id)
    return {} if run is None else dict(run.meta)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_READ):
            digest.update(block)
    return digest.hexdigest()


def worse_than_approved(
    approved_counts: Mapping[str, Any], approved: list[dict[str, Any]], outcome: Outcome
) -> list[str]:
    """In which ways a fresh look is worse than what a person approved; nothing means go ahead."""
    released = {(one["code"], one["entity"], one["place"]): int(one["count"]) for one in approved}
    complaints = []
    for finding in outcome.findings:
        allowed = released.get((finding.code, finding.entity, finding.place))
        if allowed is None or finding.count > allowed:
            complaints.append(finding.message)
    now = outcome.ctx.tally
    for entity in now.entities():
        for kind, words in (("gone", "would be gone"), ("quarantined", "would be kept aside")):
            before = sum(approved_counts.get(entity, {}).get(kind, {}).values())
            if now.total(entity, kind) > before:
                complaints.append(f"{now.total(entity, kind):,} {entity} {words}; the preview said {before:,}.")
    return complaints


def clock_age(moment: dt.datetime | None) -> float:
    """Seconds since a moment; endless when it never was."""
    return float("inf") if moment is None else (timezone.now() - moment).total_seconds()
