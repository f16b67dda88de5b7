"""Imports a file as the imports page does: upload, preview, apply."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.imports.actions.runs import apply_import, preview_import, upload_import
from firstbell.core.imports.actions.steering import choose_option
from firstbell.core.models.imports import ImportRun
from firstbell.people.models import Organisation


def import_file(source: str, path: Path, *, by: Actor, at: Organisation | None = None, **options: Any) -> ImportRun:
    """For the whole district, or ``at`` one school. Raises RuntimeError when the file does not go through: the demo's files must."""
    top = at or Organisation.objects.filter(parent=None).first()
    with path.open("rb") as stream:
        run = upload_import(
            stream,
            filename=path.name,
            organisation_id=top.pk if top is not None else 0,
            org_path=at.scope_path if at is not None else "",
            org_label=top.name if top is not None else "",
            source_key=source,
            by=by,
        )
    for name, value in options.items():
        run = choose_option(run, name=name, value=value, by=by)
    run = preview_import(run, by=by)
    if run.state != ImportRun.State.PREVIEWED:
        raise RuntimeError(f"{path.name}: {run.state}: {run.problem} {run.findings}")
    return apply_import(run, by=by)
