"""The life of an import run, from the dropped file to the report.

A run never leaves half of itself behind: everything read and compared happens before the one
transaction, and the run becomes ``applied`` inside it. A process that dies leaves a run that says
it is at work; ``mark_interrupted_imports`` finds it by its silent heartbeat or its dead process.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.imports.actions._told import tell_outcome
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.events import ImportApplied, ImportDiscarded, ImportReleased, ImportUploaded
from firstbell.core.imports.limits import MIB, limits
from firstbell.core.imports.liveness import is_alive, this_process
from firstbell.core.imports.outcomes import leave, store_outcome, store_refusal
from firstbell.core.imports.progress import keep_progress
from firstbell.core.imports.queries import release_count
from firstbell.core.imports.source import Progress, Source, Upload, detect, no_progress, source_by_key
from firstbell.core.imports.staging import (
    Job,
    Outcome,
    last_applied,
    quiet_collector,
    scratch_folder,
    sha256_of,
    stage,
    sweep_scratch,
    worse_than_approved,
)
from firstbell.core.models.imports import ImportRun, require_kind
from firstbell.core.permissions import CorePermission

log = logging.getLogger("firstbell.imports")

State = ImportRun.State


def upload_import(
    stream: IO[bytes],
    *,
    filename: str,
    organisation_id: int,
    org_path: str,
    org_label: str = "",
    source_key: str = "",
    by: Actor,
) -> ImportRun:
    """Store a file and find out what it is.

    Without ``source_key`` the source is told from the content. Raises ``Forbidden``, ``Rejected``
    when the file is too large or no source knows it.
    """
    by.require(CorePermission.IMPORT_RUN, at=org_path)
    allowed = limits()
    run = ImportRun(
        source_key=source_key,
        organisation_id=organisation_id,
        org_path=org_path,
        org_label=org_label,
        filename=Path(filename).name[:200] or "upload",
        started_by_key=by.key,
        started_by_name=by.name,
    )
    stream.seek(0, os.SEEK_END)
    run.size = stream.tell()
    stream.seek(0)
    if run.size > allowed.upload:
        raise Rejected(
            f"The file has {run.size // MIB:,} MiB; {allowed.upload // MIB:,} MiB are allowed.",
            remedy="Check that it is the right file.",
            code="upload_too_large",
        )
    run.file.save(f"{run.filename}", File(stream), save=False)
    path = Path(run.file.path)
    try:
        run.source_key = (_told(path, run.filename) if not source_key else source_by_key(source_key)).key
        require_kind(run.source_key, at=org_path, by=by)
        run.sha256 = sha256_of(path)
        with change(by) as unit:
            run.save()
            unit.publish(ImportUploaded(subject=run.ref, org_path=run.org_path, note=run.filename))
    except BaseException:
        run.file.delete(save=False)
        raise
    return run


_WORKBOOK = "[Content_Types].xml"
"""What every office file has in its zip."""


def _told(path: Path, filename: str) -> Source:
    upload = Upload.read(path, filename, limits())
    source = detect(upload)
    if source is None:
        message = f"“{filename}” is not a file we know how to read."
        remedy = (
            "Its first line has no column names that we know. Take away what stands above them, "
            "or choose below what kind of table it is."
        )
        if upload.is_zip:
            from firstbell.core.imports.archive import open_package

            with open_package(path, limits()):  # an unsafe or damaged zip says so itself
                pass
            if _WORKBOOK in upload.names:
                remedy = (
                    "Its first sheet does not begin with column names that we know. Put that sheet first and take away "
                    "what stands above the names, or choose below what kind of table it is."
                )
            else:
                remedy = (
                    "The zip has no manifest.csv and no files of a known export. "
                    "Drop the OneRoster zip as the student system made it, or choose below what it is."
                )
        raise Rejected(message, remedy=remedy, code="unknown_file")
    return source


def preview_import(
    run: ImportRun,
    *,
    by: Actor,
    progress: Progress = no_progress,
    then: Callable[[Outcome], None] | None = None,
) -> ImportRun:
    """Read the file and say what applying it would do. Writes nothing but the run itself.

    ``then`` is called with the outcome while its spools still exist. A file that cannot be used
    leaves the run ``rejected`` with the reason; this is no exception.
    """
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    _take(run, ImportRun.REPEATABLE, State.PARSING)
    with scratch_folder() as scratch:
        try:
            outcome = stage(_job(run, by), scratch, progress=keep_progress(run, progress))
        except Rejected as refusal:
            store_refusal(run, refusal)
            tell_outcome(run, by=by)
            return run
        except BaseException as error:
            _fail(run, error, by)
            raise
        store_outcome(run, outcome)
        run.approved = []
        run.state = State.HELD if outcome.is_held else State.PREVIEWED
        leave(run)
        tell_outcome(run, by=by)
        if then is not None:
            then(outcome)
    return run


def apply_import(
    run: ImportRun, *, by: Actor, progress: Progress = no_progress, outcome: Outcome | None = None
) -> ImportRun:
    """Write what the preview promised, in one transaction.

    Reads the stored file again and compares it with the database as it is now (unless ``outcome``
    was staged a moment ago by the same process). Raises ``Conflict`` when the file or the result
    is worse than what was approved; the run then shows the new preview.
    """
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    _take(run, (State.PREVIEWED,), State.APPLYING)
    watched = keep_progress(run, progress)
    try:
        if sha256_of(Path(run.file.path)) != run.sha256:
            raise Conflict("The stored file is not the one that was uploaded.", remedy="Upload it again.")
        with scratch_folder() as scratch:
            basis = last_applied(run.source_key, run.organisation_id)
            if outcome is None:
                outcome = stage(_job(run, by), scratch, progress=watched)
            complaints = worse_than_approved(run.counts, run.approved, outcome)
            if complaints:
                _look_again(run, outcome, complaints)
            _write(run, outcome, basis.pk if basis else 0, by, watched)
    except Rejected as refusal:
        store_refusal(run, refusal)
        tell_outcome(run, by=by)
        raise
    except Conflict as conflict:
        if run.state == State.APPLYING:
            _back_to_preview(run, conflict)
        raise
    except BaseException as error:
        _fail(run, error, by)
        raise
    _let_file_go(run)
    return run


def _let_file_go(run: ImportRun) -> None:
    """Of sources whose files are nobody's to keep, once nothing more is to come of them. The run keeps the name it had."""
    if run.file and not getattr(source_by_key(run.source_key), "keeps_file", True):
        storage, name = run.file.storage, str(run.file.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def _look_again(run: ImportRun, outcome: Outcome, complaints: list[str]) -> None:
    store_outcome(run, outcome)
    run.approved = []
    run.state = State.HELD if outcome.is_held else State.PREVIEWED
    run.problem = "Something changed since the preview: " + " ".join(complaints[:5])
    run.remedy = "Look at the new preview, then apply again."
    leave(run)
    raise Conflict(run.problem, remedy=run.remedy, code="changed_since_preview")


def _write(run: ImportRun, outcome: Outcome, basis: int, by: Actor, progress: Progress) -> None:
    progress("Writing", 0, outcome.staged.writes)
    source = outcome.job.source
    started = time.perf_counter()
    with change(by) as unit:
        _lock(run)
        state = ImportRun.objects.values_list("state", flat=True).get(pk=run.pk)
        if state != State.APPLYING:
            raise Conflict("This import was stopped by somebody else.", remedy="Nothing was changed. Look at its page.")
        current = last_applied(run.source_key, run.organisation_id)
        if (current.pk if current else 0) != basis:
            raise Conflict(
                "Another import of the same source was applied in the meantime.",
                remedy="Look at the preview again; it is compared with what is there now.",
            )
        if outcome.staged.writes:
            with quiet_collector():
                source.apply(outcome.staged, outcome.ctx, by=by)
        store_outcome(run, outcome, issues=False)
        run.state = State.APPLIED
        run.applied_at = timezone.now()
        run.applied_by_name = by.name
        run.problem = run.remedy = ""
        unit.publish(
            ImportApplied(
                subject=run.ref,
                org_path=run.org_path,
                source_key=run.source_key,
                run_id=run.pk,
                has_written=bool(outcome.staged.writes),
                note=_sentence(outcome),
            )
        )
        run.figures |= {"lock_seconds": round(time.perf_counter() - started, 3)}
        leave(run)


def _lock(run: ImportRun) -> None:
    """One apply per source and place at a time. On SQLite the transaction itself is the lock."""
    if bulk.is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext(%s), %s)",
                [f"firstbell.import.{run.source_key}", run.organisation_id % 2_000_000_000],
            )


def _sentence(outcome: Outcome) -> str:
    tally = outcome.ctx.tally
    parts = []
    for entity in outcome.job.source.entities:
        counts = [f"{tally.total(entity.key, kind):,} {kind}" for kind in ("new", "changed", "gone", "quarantined")
                  if tally.total(entity.key, kind)]  # fmt: skip
        if counts:
            parts.append(f"{entity.label}: {', '.join(counts)}")
    return "; ".join(parts) or "Nothing had changed."


def release_import(run: ImportRun, *, count: int, reason: str, by: Actor) -> ImportRun:
    """Let a held run through: the count typed must be the largest number the findings speak of."""
    by.require(CorePermission.IMPORT_RELEASE, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    if run.state != State.HELD:
        raise Conflict("This import is not on hold.", remedy="Reload the page to see where it is.")
    expected = release_count(run)
    if count != expected:
        raise Invalid(
            f"The number does not match: {expected:,} rows are at stake.",
            remedy="Read the reasons and type that number, to show that you have seen it.",
            field="count",
        )
    if len(reason.strip()) < 5:
        raise Invalid("A reason is missing.", remedy="Say in a few words why this is right.", field="reason")
    with change(by) as unit:
        _take(run, (State.HELD,), State.PREVIEWED)
        run.approved = run.findings
        run.released_by_name = by.name
        run.released_reason = reason.strip()
        run.problem = run.remedy = ""
        run.save(update_fields=["approved", "released_by_name", "released_reason", "problem", "remedy"])
        unit.publish(ImportReleased(subject=run.ref, org_path=run.org_path, note=reason.strip()))
    return run


def discard_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """Put a run away that will not be applied. Nothing was written, so nothing is undone."""
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    with change(by) as unit:
        _take(run, ImportRun.DISCARDABLE, State.DISCARDED)
        unit.publish(ImportDiscarded(subject=run.ref, org_path=run.org_path))
        _let_file_go(run)
    return run


def repeat_import(run: ImportRun, *, by: Actor) -> ImportRun:
    """The same file once more, as a new run; for applied and discarded ones. Raises Conflict when it is not kept any more."""
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    require_kind(run.source_key, at=run.org_path, by=by)
    if not Path(run.file.path).exists():
        raise Conflict("The file of this import is not kept any more.", remedy="Upload it again.")
    with Path(run.file.path).open("rb") as stream:
        return upload_import(
            stream,
            filename=run.filename,
            organisation_id=run.organisation_id,
            org_path=run.org_path,
            org_label=run.org_label,
            source_key=run.source_key,
            by=by,
        )


def mark_interrupted_imports(*, by: Actor) -> int:
    """Runs whose process died are marked so that they can be run again. Called when a worker or server starts."""
    by.require(CorePermission.IMPORT_RUN, at="")
    sweep_scratch()
    marked = 0
    for run in ImportRun.objects.filter(state__in=ImportRun.RUNNING).only("id", "worker", "heartbeat_at", "state"):
        if is_alive(run):
            continue
        marked += ImportRun.objects.filter(pk=run.pk, state=run.state, worker=run.worker).update(
            state=State.INTERRUPTED,
            problem="The program stopped while it worked on this import. Nothing of it was applied.",
            remedy="Read the file again and apply it.",
            progress={},
        )
    return marked


def _job(run: ImportRun, by: Actor) -> Job:
    return Job(
        source=source_by_key(run.source_key),
        path=Path(run.file.path),
        filename=run.filename,
        organisation_id=run.organisation_id,
        org_path=run.org_path,
        options=run.options,
        run_id=run.pk,
        actor=by,
    )


def _take(run: ImportRun, states: tuple[str, ...], to: str) -> None:
    """Move the run on, if it still is where we think it is; of two people only one succeeds."""
    taken = ImportRun.objects.filter(pk=run.pk, state__in=states).update(
        state=to, worker=this_process(), heartbeat_at=timezone.now(), progress={}
    )
    if not taken:
        run.refresh_from_db()
        raise Conflict(
            f"This import is {run.get_state_display().lower()} now; that cannot be done any more.",
            remedy="Reload its page to see where it is.",
        )
    run.refresh_from_db()


def _back_to_preview(run: ImportRun, conflict: Conflict) -> None:
    ImportRun.objects.filter(pk=run.pk, state=State.APPLYING).update(
        state=State.UPLOADED, problem=conflict.message, remedy=conflict.remedy, progress={}, worker=""
    )
    run.refresh_from_db()


def _fail(run: ImportRun, error: BaseException, by: Actor) -> None:
    log.error("Import %s failed", run.pk, exc_info=error)
    ImportRun.objects.filter(pk=run.pk, state__in=ImportRun.RUNNING).update(
        state=State.FAILED,
        problem=f"The program failed on this import ({type(error).__name__}). Nothing of it was applied.",
        remedy="Try again; if it fails again, send the file's report to whoever looks after Firstbell.",
        progress={},
        worker="",
    )
    run.refresh_from_db()
    tell_outcome(run, by=by)
