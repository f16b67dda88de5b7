"""Imports in the background: previews and applies too large for a page to wait for."""

from __future__ import annotations

from dataclasses import replace

from django_tasks import task

from firstbell.core.actor import Actor, system_actor
from firstbell.core.errors import Conflict
from firstbell.core.imports.actions import apply_import, preview_import
from firstbell.core.models import ImportRun


@task()
def preview_import_file(run_id: int, actor_key: str, actor_name: str) -> str:
    """Read an uploaded file and prepare its preview."""
    run = preview_import(ImportRun.objects.get(pk=run_id), by=_on_behalf_of(actor_key, actor_name))
    return str(run.state)


@task()
def apply_import_file(run_id: int, actor_key: str, actor_name: str) -> str:
    """Write a previewed import; a change since the preview is told on the run's page."""
    run = ImportRun.objects.get(pk=run_id)
    try:
        apply_import(run, by=_on_behalf_of(actor_key, actor_name))
    except Conflict:
        run.refresh_from_db()
    return str(run.state)


def _on_behalf_of(key: str, name: str) -> Actor:
    """The permission was checked when the person asked; the trail names that person."""
    return replace(system_actor(via="task"), key=key, name=name)
