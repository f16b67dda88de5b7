"""Progress of a run, written at most twice a second for the page that watches."""

from __future__ import annotations

import time

from django.db import DatabaseError, connection
from django.utils import timezone

from firstbell.core.imports.source import Progress
from firstbell.core.models.imports import ImportRun

_EVERY = 0.5


def keep_progress(run: ImportRun, watcher: Progress) -> Progress:
    """Tell the watcher and keep the run's heartbeat. Silent inside the transaction that applies."""
    last = time.monotonic()

    def progress(label: str, done: int, total: int | None) -> None:
        nonlocal last
        watcher(label, done, total)
        now = time.monotonic()
        if now - last < _EVERY or connection.in_atomic_block:
            return
        last = now
        try:
            ImportRun.objects.filter(pk=run.pk).update(
                progress={"label": label, "done": done, "total": total}, heartbeat_at=timezone.now()
            )
        except DatabaseError:
            # A busy database must not stop the import for the sake of its progress bar.
            pass

    return progress
