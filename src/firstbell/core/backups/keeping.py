"""Backups by themselves: each night one, the old ones let go by the plan, now and then the proof that one can be restored.

The plan is data, edited on a page. A night that fails is on record like one that went well, and doctor tells of it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.backups.restoring import verify_backup
from firstbell.core.backups.writing import Wanted, write_backup
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.events import BackupPlanEdited, change
from firstbell.core.models import BackupPlan, BackupRun
from firstbell.core.permissions import CorePermission

ENDING = ".fbb"
_NAME = "firstbell-%Y%m%d-%H%M%S" + ENDING


def the_plan() -> BackupPlan:
    return BackupPlan.objects.get_or_create(pk=1)[0]


def edit_plan(values: Mapping[str, Any], *, by: Actor) -> BackupPlan:
    """Change when and where backups are made and how long they stay."""
    by.require(CorePermission.BACKUP_RUN, at="")
    plan = the_plan()
    changes = {name: (getattr(plan, name), value) for name, value in values.items() if getattr(plan, name) != value}
    with change(by) as unit:
        for name, value in values.items():
            setattr(plan, name, value)
        plan.save()
        unit.publish(BackupPlanEdited(subject=plan.ref, org_path="", changes=changes))
    return plan


def folder_of(plan: BackupPlan) -> Path:
    return Path(plan.folder) if plan.folder else Path(settings.DATA) / "backups"


def passphrase() -> str:
    """Of the nightly backups; from the environment, never from the database it protects."""
    return os.environ.get("FIRSTBELL_BACKUP_PASSPHRASE", "")


def keep_backup(*, by: Actor) -> BackupRun:
    """Write a backup into the plan's folder and let old ones go. Never raises for what went wrong: it is on record."""
    by.require(CorePermission.BACKUP_RUN, at="")
    plan = the_plan()
    folder = folder_of(plan)
    file = folder / timezone.localtime().strftime(_NAME)

    def work() -> tuple[int, int, str]:
        manifest = write_backup(file, Wanted(media=plan.with_media, passphrase=passphrase()))
        gone = rotate(folder, plan, now=timezone.localtime())
        words = f"{len(manifest.tables)} tables, {manifest.media_files} uploads" + (
            f"; {gone} old let go" if gone else ""
        )
        return file.stat().st_size, manifest.rows, words

    return _on_record(BackupRun.Kind.BACKUP, file, work, by)


def prove_newest(*, by: Actor) -> BackupRun:
    """Restore the newest backup somewhere else, compare every table, and write down what came of it."""
    by.require(CorePermission.BACKUP_RUN, at="")
    files = backups_in(folder_of(the_plan()))
    file = files[-1][1] if files else Path()

    def work() -> tuple[int, int, str]:
        if not files:
            raise Conflict("There is no backup to try.", remedy="Make one first.")
        proof = verify_backup(file, passphrase=passphrase())
        return file.stat().st_size, proof.rows, f"{proof.tables} tables compared row by row"

    return _on_record(BackupRun.Kind.PROOF, file, work, by)


def nightly(*, by: Actor) -> list[BackupRun]:
    """What the plan asks for tonight: a backup, and a proof when the last good one is old enough."""
    plan = the_plan()
    if not plan.is_on:
        return []
    runs = [keep_backup(by=by)]
    proven = BackupRun.objects.filter(kind=BackupRun.Kind.PROOF, is_good=True).first()
    if proven is None or timezone.now() - proven.started_at >= dt.timedelta(days=plan.verify_days):
        runs.append(prove_newest(by=by))
    return runs


def backups_in(folder: Path) -> list[tuple[dt.datetime, Path]]:
    """The plan's own backups in a folder, oldest first. Files with other names are nobody's business."""
    found = []
    for path in folder.glob(f"firstbell-*{ENDING}") if folder.exists() else ():
        try:
            made = dt.datetime.strptime(path.name, _NAME)  # noqa: DTZ007 - local time, compared with local days
        except ValueError:
            continue
        found.append((made, path))
    return sorted(found)


def rotate(folder: Path, plan: BackupPlan, *, now: dt.datetime) -> int:
    """Let go what the plan does not keep; returns how many."""
    found = backups_in(folder)
    kept = to_keep([made for made, _ in found], plan, today=now.date())
    gone = [path for made, path in found if made not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def to_keep(made: Iterable[dt.datetime], plan: BackupPlan, *, today: dt.date) -> set[dt.datetime]:
    """The newest backup of each day, week and month that the plan reaches back to; and the newest of all."""
    times = sorted(made)
    kept = set(times[-1:])
    reach: tuple[tuple[int, Callable[[dt.date], object], dt.date], ...] = (
        (plan.daily, lambda day: day, today - dt.timedelta(days=plan.daily)),
        (plan.weekly, lambda day: day.isocalendar()[:2], today - dt.timedelta(weeks=plan.weekly)),
        (plan.monthly, lambda day: (day.year, day.month), today - dt.timedelta(days=31 * plan.monthly)),
    )
    for count, period_of, since in reach:
        newest = {period_of(moment.date()): moment for moment in times if moment.date() > since}
        kept.update(sorted(newest.values())[-count:] if count else ())
    return kept


def _on_record(kind: str, file: Path, work: Callable[[], tuple[int, int, str]], by: Actor) -> BackupRun:
    started, size, rows, is_good = timezone.now(), 0, 0, True
    try:
        size, rows, words = work()
    except (FirstbellError, OSError) as error:
        is_good, words = False, str(error)
    return BackupRun.objects.create(
        kind=kind,
        started_at=started,
        finished_at=timezone.now(),
        is_good=is_good,
        file=str(file)[:400] if file.name else "",
        size=size,
        rows=rows,
        message=words[:500],
        by=by.name[:200],
    )
