"""Now or in the background: small files at once, large ones by a worker."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.imports.actions import apply_import, preview_import
from firstbell.core.imports.limits import limits
from firstbell.core.imports.tasks import apply_import_file, preview_import_file
from firstbell.core.models import ImportRun


def start_preview(run: ImportRun, actor: Actor) -> None:
    if run.size <= limits().inline:
        preview_import(run, by=actor)
    else:
        preview_import_file.enqueue(run.pk, actor.key, actor.name)


def start_apply(run: ImportRun, actor: Actor) -> None:
    if run.size <= limits().inline:
        apply_import(run, by=actor)
    else:
        apply_import_file.enqueue(run.pk, actor.key, actor.name)
